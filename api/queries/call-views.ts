import { costOfCall } from '../../contracts/cost.ts';
import type { CallView } from '../../contracts/http/calls.ts';
import { callWorkflowId } from '../../contracts/ids.ts';
import type { Env } from '../../platform/env.ts';
import type { CallDoc } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { type RecordingDoc, Recordings } from '../../platform/models/recording.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import { standingCampaign } from '../../platform/standing-campaigns.ts';
import { showPhone } from '../auth/account.ts';
import type { ApiDeps } from '../deps.ts';
import { type Person, peopleOf } from './contacts.ts';
import { liveStatuses } from './live-status.ts';
import { temporalUrl } from './temporal-url.ts';

interface Surroundings {
  campaignNames: Map<string, string>;
  people: Map<string, Person>;
  recordings: Map<string, RecordingDoc>;
  /** Of every call that has a transcript; null where the vendor has not said what it cost. */
  credits: Map<string, number | null>;
  statuses: Map<string, string>;
}

/** Calls as the API shows them, in the order given, with phone numbers still in E.164: see `presentCall`. */
export async function viewCalls({ env }: Pick<ApiDeps, 'env'>, docs: CallDoc[]): Promise<CallView[]> {
  if (docs.length === 0) return [];
  const around = await surroundingsOf(docs);
  return docs.map((doc) => toView(doc, around, env));
}

/** The view as this reader may see it: the number in full, or masked. */
export function presentCall(view: CallView, inFull: boolean): CallView {
  return { ...view, phone: showPhone(view.phone, inFull) };
}

async function surroundingsOf(docs: CallDoc[]): Promise<Surroundings> {
  const ids = docs.map((doc) => doc._id);
  const campaignIds = [...new Set(docs.map((doc) => doc.campaignId))];
  const up = docs.filter((doc) => doc.phase !== 'ended').map((doc) => doc._id);
  const [campaigns, people, recordings, transcripts, statuses] = await Promise.all([
    Campaigns.find({ _id: { $in: campaignIds } }, { name: 1 }).lean(),
    peopleOf([...new Set(docs.map((doc) => doc.contactId))]),
    Recordings.find({ _id: { $in: ids }, deletedAt: null }).lean<RecordingDoc[]>(),
    Transcripts.find({ _id: { $in: ids } }, { costCredits: 1 }).lean(),
    liveStatuses(up),
  ]);
  return {
    campaignNames: new Map(campaigns.map((doc) => [doc._id, doc.name])),
    people,
    recordings: new Map(recordings.map((doc) => [doc._id, doc])),
    credits: new Map(transcripts.map((doc) => [doc._id, doc.costCredits])),
    statuses,
  };
}

function toView(doc: CallDoc, around: Surroundings, env: Env): CallView {
  const person = around.people.get(doc.contactId);
  const recording = around.recordings.get(doc._id);
  return {
    id: doc._id,
    campaignId: doc.campaignId,
    campaignName: around.campaignNames.get(doc.campaignId) ?? standingCampaign(doc.campaignId)?.name ?? '',
    contactId: doc.contactId,
    contactName: person?.name ?? '',
    phone: doc.phone ?? person?.phone ?? '',
    attempt: doc.attempt,
    phase: doc.phase,
    liveStatus: around.statuses.get(doc._id) ?? null,
    outcome: doc.outcome ?? null,
    reason: doc.reason ?? null,
    answeredBy: doc.answeredBy ?? null,
    terminatedBy: doc.terminatedBy ?? null,
    terminatedByFrom: doc.terminatedByFrom ?? null,
    callSid: doc.callSid ?? null,
    conversationId: doc.conversationId ?? null,
    callerId: doc.from ?? doc.called ?? null,
    agentId: doc.agentId ?? null,
    startedAt: doc.startedAt.toISOString(),
    answeredAt: doc.answeredAt?.toISOString() ?? null,
    endedAt: doc.endedAt?.toISOString() ?? null,
    callBackAt: doc.callBackAt?.toISOString() ?? null,
    talkSeconds: doc.talkSeconds ?? null,
    firstAudioMs: doc.firstAudioMs ?? null,
    audio: doc.audio,
    messageLeft: doc.messageLeft ?? false,
    cost: costOf(doc, around.credits.get(doc._id), env),
    hasTranscript: around.credits.has(doc._id),
    recording: recording ? { durationSeconds: recording.durationSeconds, bytes: recording.bytes } : null,
    temporalUrl: temporalUrl(callWorkflowId(doc._id), env),
  };
}

/** Without a conversation there was nothing to charge; with one whose transcript is not there yet it is not known. */
function costOf(
  { price, conversationId }: CallDoc,
  counted: number | null | undefined,
  env: Env,
): CallView['cost'] {
  const costCredits = counted === undefined && conversationId ? null : counted;
  return { ...costOfCall({ price, costCredits }, env.ELEVENLABS_CREDIT_PRICE), credits: costCredits ?? null };
}
