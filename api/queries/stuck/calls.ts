import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { Finding } from '../../../contracts/http/admin.ts';
import { callWorkflowId } from '../../../contracts/ids.ts';
import { type CallDoc, Calls } from '../../../platform/models/call.ts';
import { type CampaignDoc, Campaigns } from '../../../platform/models/campaign.ts';
import { Lines } from '../../../platform/models/line.ts';
import { standingCampaign } from '../../../platform/standing-campaigns.ts';
import type { ApiDeps } from '../../deps.ts';
import { inParallel } from '../../in-parallel.ts';
import { describeWorkflow, pendingActivities } from '../workflow-standing.ts';
import { bounded, type Look, MOST_LOOKED_AT, settledBefore } from './looking.ts';

const AT_ONCE = 16;
/** Waiting in a queue, hanging up and asking take this long on top of ringing and talking. */
const SLACK_MS = 15 * 60_000;
/** Where a campaign does not say: the longest ring and the longest call that settings allow. */
const LONGEST_SECONDS = 120 + 3600;

/** Calls that are recorded as placing or up, and that nobody looks after or that last too long. */
export async function stuckCalls(deps: ApiDeps): Promise<Look> {
  const docs = await Calls.find({ phase: { $ne: 'ended' }, startedAt: { $lt: settledBefore() } })
    .sort({ startedAt: 1 })
    .limit(MOST_LOOKED_AT + 1)
    .lean<CallDoc[]>();
  const { items, truncated } = bounded(docs);
  const campaigns = await campaignsOf(items);
  const found = await inParallel(items, AT_ONCE, (call) =>
    lookAt(deps, call, campaigns.get(call.campaignId) ?? standingCampaign(call.campaignId)),
  );
  return { findings: found.flatMap((finding) => finding ?? []), truncated };
}

async function campaignsOf(calls: CallDoc[]): Promise<Map<string, CampaignDoc>> {
  const ids = [...new Set(calls.map(({ campaignId }) => campaignId))];
  const docs = await Campaigns.find({ _id: { $in: ids } }).lean<CampaignDoc[]>();
  return new Map(docs.map((doc) => [doc._id, doc]));
}

async function lookAt(
  deps: ApiDeps,
  call: CallDoc,
  campaign: CampaignDoc | undefined,
): Promise<Finding | undefined> {
  const described = await describeWorkflow(deps, callWorkflowId(call._id));
  if (described?.status.name !== 'RUNNING') return withoutWorkflow(call, described);
  const upMs = Date.now() - call.startedAt.getTime();
  return upMs > longestMs(call, campaign) ? tooLong(call, described, upMs) : undefined;
}

function longestMs({ request }: CallDoc, campaign: CampaignDoc | undefined): number {
  const settings = { ...campaign?.settings, ...request?.settings };
  const { ringSeconds = 0, maxCallSeconds = LONGEST_SECONDS } = settings;
  return (ringSeconds + maxCallSeconds) * 1000 + SLACK_MS;
}

async function withoutWorkflow(
  { _id, campaignId, phase, callSid, startedAt }: CallDoc,
  described: WorkflowExecutionDescription | undefined,
): Promise<Finding | undefined> {
  if (!(await Calls.exists({ _id, phase: { $ne: 'ended' } }))) return undefined;
  // The sweep goes by lines, and knows what to do where nothing was dialed.
  const swept = !callSid && (await Lines.exists({ callId: _id })) !== null;
  const gone = described ? `was ended (${described.status.name.toLowerCase()})` : 'is not there';
  return {
    kind: 'call_without_workflow',
    id: _id,
    campaignId,
    callId: _id,
    since: startedAt.toISOString(),
    explanation: callSid
      ? `It is recorded as ${phase}, but its workflow ${gone}: nobody records its end.`
      : `It is recorded as ${phase} without a CallSid, and its workflow ${gone}: whether a phone rang is unknown.`,
    help: [`call reconcile ${_id}`, `call hangup ${_id}`],
    repair: swept ? 'sweep' : 'mend',
  };
}

function tooLong(
  { _id, campaignId, phase, startedAt }: CallDoc,
  described: WorkflowExecutionDescription,
  upMs: number,
): Finding {
  const failing = pendingActivities(described).find(({ lastFailure }) => lastFailure);
  const why = failing ? ` Its activity ${failing.type} fails: ${failing.lastFailure}` : '';
  return {
    kind: 'call_too_long',
    id: _id,
    campaignId,
    callId: _id,
    since: startedAt.toISOString(),
    explanation: `It has been ${phase} for ${Math.round(upMs / 60_000)} minutes, longer than its campaign allows.${why}`,
    help: [`call show ${_id}`, `call hangup ${_id}`],
    repair: null,
  };
}
