import { UP } from '../../../contracts/campaign.ts';
import { callWorkflowId, campaignWorkflowId } from '../../../contracts/ids.ts';
import { cancelWaiting } from '../../../platform/cancel-waiting.ts';
import { Campaigns } from '../../../platform/models/campaign.ts';
import { keepEvent } from '../../../platform/models/campaign-event.ts';
import { type EnrolmentDoc, Enrolments } from '../../../platform/models/enrolment.ts';
import { ApiError } from '../../api-error.ts';
import type { Account } from '../../auth/account.ts';
import type { ApiDeps } from '../../deps.ts';
import { inParallel } from '../../in-parallel.ts';
import { findCampaign } from '../../queries/campaigns.ts';
import { isRunning } from '../../queries/workflow-standing.ts';
import { stopCampaign } from '../control-campaign.ts';
import { operateOnCall } from './operate-call.ts';
import { resultOf } from './results.ts';

const AT_ONCE = 8;

/** Stops a campaign, whatever became of its workflow, and says what was done. */
export async function stopForGood(deps: ApiDeps, id: string, hangUp: boolean, by: Account): Promise<string> {
  const { state } = await findCampaign(id);
  if (state === 'stopped') throw new ApiError('not_allowed_now', 'The campaign is stopped already.');
  const isLost = UP.includes(state) && !(await isRunning(deps, campaignWorkflowId(id)));
  if (isLost) return stopWithoutWorkflow(deps, id, hangUp, by);
  const { callsUp } = await stopCampaign.run(deps, { id, hangUp }, by);
  return `Stopped; ${callsUp} calls were up${hangUp ? ' and are being ended' : ''}.`;
}

/** From its start on a campaign's workflow alone writes its state; where that is gone for good, nobody else would. */
async function stopWithoutWorkflow(deps: ApiDeps, id: string, hangUp: boolean, by: Account): Promise<string> {
  const reason = `Stopped by ${by.name}; its workflow was gone`;
  const endedAt = new Date();
  await Campaigns.updateOne({ _id: id, state: { $in: UP } }, { $set: { state: 'stopped', reason, endedAt } });
  await keepEvent({ campaignId: id, kind: 'state', at: endedAt, state: 'stopped', reason }, 'operator');
  await cancelWaiting(id);
  deps.progress.forget(id);
  const up = await Enrolments.find({ campaignId: id, state: { $in: ['claimed', 'calling'] } }).lean<
    EnrolmentDoc[]
  >();
  const left = await inParallel(up, AT_ONCE, (enrolment) => endOne(deps, enrolment, hangUp));
  const calls = left.filter(Boolean).length;
  return `Stopped, though its workflow was gone; ${calls} calls were up${hangUp ? ' and are being ended' : ''}.`;
}

/** True where there is a call. */
async function endOne(deps: ApiDeps, enrolment: EnrolmentDoc, hangUp: boolean): Promise<boolean> {
  const { callId } = enrolment;
  if (!callId || (await releaseClaim(deps, enrolment))) return false;
  if (hangUp) await resultOf(deps, callId, false, () => operateOnCall(deps, 'hang-up', callId));
  return true;
}

/**
 * Lets go of a contact who was claimed for a call that never began. For campaigns that call nobody any more: in any
 * other the pump starts the call when it finds the claim. The sweep gives the line back.
 */
export async function releaseClaim(deps: ApiDeps, { _id, callId, outcome }: EnrolmentDoc): Promise<boolean> {
  if (callId && (await isRunning(deps, callWorkflowId(callId)))) return false;
  const released = await Enrolments.updateOne(
    { _id, state: 'claimed', callId },
    { $set: { state: 'done', outcome: outcome ?? 'canceled' }, $inc: { deferrals: 1 } },
  );
  return released.modifiedCount === 1;
}
