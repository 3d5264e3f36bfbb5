import { heartbeat } from '@temporalio/activity';
import { callWorkflowId, enrolmentIdOf, parseCallId } from '../contracts/ids.ts';
import { Campaigns } from '../platform/models/campaign.ts';
import { type EnrolmentDoc, Enrolments } from '../platform/models/enrolment.ts';
import { Lines } from '../platform/models/line.ts';
import type { Dependencies } from './dependencies.ts';
import { findCall } from './find-call.ts';
import { settleWithTwilio } from './reconcile-call.ts';
import { deferCall, letGo } from './record-call.ts';

/** A claim and the start of its workflow are never further apart than this. */
const SETTLED_MS = 60_000;

/**
 * Finds lines whose call is no longer looked after (its workflow was terminated, or never started) and settles each
 * such call with Twilio, so that nothing leaks: no line, no person's lock, no contact without an outcome.
 */
export async function sweepLines(deps: Dependencies): Promise<{ settled: number }> {
  const old = new Date(Date.now() - SETTLED_MS);
  const taken = await Lines.find({ callId: { $ne: null }, takenAt: { $lt: old } }).lean();
  let settled = 0;
  for (const { callId } of taken) {
    heartbeat();
    if (!callId || (await isLookedAfter(deps, callId))) continue;
    try {
      await settle(deps, callId);
      settled += 1;
    } catch (error) {
      // The next sweep tries again; one call must not keep the others from being settled.
      deps.log.warn({ callId, err: error }, 'a call without a workflow could not be settled yet');
    }
  }
  if (settled > 0) deps.log.warn({ settled }, 'lines of calls without a workflow were settled');
  return { settled };
}

async function isLookedAfter(deps: Dependencies, callId: string): Promise<boolean> {
  try {
    const { status } = await deps.temporal.workflow.getHandle(callWorkflowId(callId)).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return false;
    throw error;
  }
}

async function isPumped(campaignId: string): Promise<boolean> {
  return (await Campaigns.exists({ _id: campaignId, state: 'running' })) !== null;
}

/** The enrolment that the call has a claim on, found by its key: one of 100,000 is not searched for. */
async function enrolmentOf(callId: string): Promise<EnrolmentDoc | null> {
  const ids = parseCallId(callId);
  if (!ids) return null;
  const _id = enrolmentIdOf(ids.campaignId, ids.contactId);
  return Enrolments.findOne({
    _id,
    callId,
    state: { $in: ['claimed', 'calling'] },
  }).lean<EnrolmentDoc | null>();
}

async function settle(deps: Dependencies, callId: string): Promise<void> {
  const enrolment = await enrolmentOf(callId);
  // What is recorded already may still hold something, where the worker died in the middle of letting go.
  if (!enrolment) return letGo(callId);
  // A claim that was never started is started by the pump, where there is one.
  if (enrolment.state === 'claimed' && (await isPumped(enrolment.campaignId))) return;
  const call = await findCall(deps, { callId });
  if (call.kind === 'unclear') return;
  if (call.kind !== 'found') return deferCall({ callId, until: Date.now(), reason: 'No call had been made' });
  await settleWithTwilio(deps, callId, call.callSid, 'settled with Twilio after its workflow was gone');
}
