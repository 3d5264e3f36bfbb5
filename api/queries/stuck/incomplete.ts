import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { Finding, StuckKind } from '../../../contracts/http/admin.ts';
import { callWorkflowId, mendWorkflowId } from '../../../contracts/ids.ts';
import { isAnswered, OUTCOMES } from '../../../contracts/outcome.ts';
import { type CallDoc, Calls } from '../../../platform/models/call.ts';
import { CallEvents } from '../../../platform/models/call-event.ts';
import { Recordings } from '../../../platform/models/recording.ts';
import { Transcripts } from '../../../platform/models/transcript.ts';
import type { ApiDeps } from '../../deps.ts';
import { inParallel } from '../../in-parallel.ts';
import { describeWorkflow, pendingActivities } from '../workflow-standing.ts';
import { bounded, type Look, MOST_LOOKED_AT } from './looking.ts';

/** Vendors take moments to minutes; what is missing for less is on its way. */
const ON_ITS_WAY_MS = 5 * 60_000;
const AT_ONCE = 16;

interface Lacking {
  call: CallDoc;
  transcript: boolean;
  recording: boolean;
}

/** Calls of which it is unknown how they ended. */
export async function unknownOutcomes(since: Date): Promise<Look> {
  const docs = await Calls.find({ startedAt: { $gte: since }, outcome: 'unknown' })
    .limit(MOST_LOOKED_AT + 1)
    .lean<CallDoc[]>();
  const { items, truncated } = bounded(docs);
  const findings = items.map((call) => ({
    ...aboutCall('outcome_unknown', call),
    explanation: call.reason ?? 'It never became known how the call ended.',
    help: [`call reconcile ${call._id}`],
    repair: 'mend' as const,
  }));
  return { findings, truncated };
}

/** Answered calls without a transcript or a recording where there should be one, and nobody who fetches it. */
export async function incompleteCalls(deps: ApiDeps, since: Date): Promise<Look> {
  const docs = await Calls.find({
    startedAt: { $gte: since },
    phase: 'ended',
    endedAt: { $lt: new Date(Date.now() - ON_ITS_WAY_MS) },
    outcome: { $in: OUTCOMES.filter(isAnswered) },
    talkSeconds: { $gte: 1 },
  })
    .sort({ startedAt: -1 })
    .lean<CallDoc[]>();
  const { items, truncated } = bounded(await lackingAmong(docs));
  const found = await inParallel(items, AT_ONCE, (lacking) => findingsOf(deps, lacking));
  return { findings: found.flat(), truncated };
}

async function lackingAmong(calls: CallDoc[]): Promise<Lacking[]> {
  const ids = calls.map(({ _id }) => _id);
  const [transcripts, recordings, absent] = await Promise.all([
    Transcripts.find({ _id: { $in: ids } }, { _id: 1 }).lean(),
    Recordings.find({ _id: { $in: ids } }, { _id: 1 }).lean(),
    CallEvents.find(
      { callId: { $in: ids }, kind: 'twilio.recording', 'data.RecordingStatus': 'absent' },
      { callId: 1 },
    ).lean(),
  ]);
  const transcribed = new Set(transcripts.map(({ _id }) => _id));
  const recorded = new Set([...recordings.map(({ _id }) => _id), ...absent.map(({ callId }) => callId)]);
  return calls
    .map((call) => ({
      call,
      transcript: hadConversation(call) && !transcribed.has(call._id),
      recording: !recorded.has(call._id),
    }))
    .filter(({ transcript, recording }) => transcript || recording);
}

/** A machine on which we hang up hears no agent. */
function hadConversation({ conversationId, outcome }: CallDoc): boolean {
  return conversationId !== undefined || outcome === 'human';
}

async function findingsOf(deps: ApiDeps, { call, transcript, recording }: Lacking): Promise<Finding[]> {
  const runs = await Promise.all([
    describeWorkflow(deps, callWorkflowId(call._id)),
    describeWorkflow(deps, mendWorkflowId(call._id)),
  ]);
  const fetching = runs.find((run) => run?.status.name === 'RUNNING');
  const trouble = fetching && troubleOf(fetching);
  if (fetching && !trouble) return [];
  const missing: [StuckKind, string][] = [
    ...(transcript ? [['transcript_missing', 'transcript'] as [StuckKind, string]] : []),
    ...(recording ? [['recording_missing', 'recording'] as [StuckKind, string]] : []),
  ];
  return missing.map(([kind, what]) => ({
    ...aboutCall(kind, call),
    explanation: trouble
      ? `The ${what} is being fetched, without success so far: ${trouble}`
      : `The call was answered and has no ${what}, and nobody fetches it any more.`,
    help: trouble
      ? ['Mend what it complains of; it is tried again by itself.']
      : [`call refetch ${call._id}`],
    repair: trouble ? null : 'mend',
  }));
}

/** Why fetching fails; undefined while it only waits for what the vendors have not ready. */
function troubleOf(run: WorkflowExecutionDescription): string | undefined {
  const failing = pendingActivities(run).find(({ lastFailure }) => lastFailure);
  return failing?.lastFailure?.startsWith('waiting for') ? undefined : (failing?.lastFailure ?? undefined);
}

function aboutCall(kind: StuckKind, { _id, campaignId, endedAt }: CallDoc) {
  return { kind, id: _id, campaignId, callId: _id, since: endedAt?.toISOString() ?? null };
}
