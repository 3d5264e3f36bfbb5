import { heartbeat } from '@temporalio/activity';
import type { CallEvent } from '../contracts/call-event.ts';
import { callWorkflowId } from '../contracts/ids.ts';
import { Calls } from '../platform/models/call.ts';
import { Enrolments } from '../platform/models/enrolment.ts';
import { Lines } from '../platform/models/line.ts';
import { NEW_CALL, reduce, verdictOf } from '../workflows/call-state.ts';
import { askTwilio } from './ask-twilio.ts';
import type { Dependencies } from './dependencies.ts';
import { findCall } from './find-call.ts';
import { hangUp } from './hang-up.ts';
import { freeLine } from './lines.ts';
import { deferCall, recordCall } from './record-call.ts';

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
    await settle(deps, callId);
    settled += 1;
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

async function settle(deps: Dependencies, callId: string): Promise<void> {
  const enrolment = await Enrolments.findOne({ callId, state: { $in: ['claimed', 'calling'] } }).lean();
  // A claim that was never started is started by the pump; a line of nobody is just given back.
  if (!enrolment) return freeLine(callId);
  if (enrolment.state === 'claimed') return;
  const call = await findCall(deps, { callId });
  if (call.kind === 'unclear') return;
  if (call.kind !== 'found') return deferCall({ callId, until: Date.now(), reason: 'No call had been made' });
  await settleWithTwilio(deps, callId, call.callSid);
}

async function settleWithTwilio(deps: Dependencies, callId: string, callSid: string): Promise<void> {
  let events: CallEvent[] = await askTwilio(deps, { callSid });
  if (!events.some((event) => event.kind === 'ended')) {
    await hangUp(deps, { callSid });
    events = await askTwilio(deps, { callSid });
  }
  const state = events.reduce(reduce, { ...NEW_CALL, callSid });
  if (!state.end) return;
  const known = await Calls.findById(callId).lean();
  const conversationId = known?.conversationId ?? 'unknown';
  const verdict = verdictOf(
    { ...state, conversationId },
    { treatUnknownAsHuman: deps.env.AMD_TREAT_UNKNOWN_AS_HUMAN },
  );
  await recordCall({
    callId,
    callSid,
    ...verdict,
    reason: `${verdict.reason} (settled with Twilio after its workflow was gone)`,
    answeredAt: state.answeredAt,
    endedAt: state.end.at,
    talkSeconds: state.end.durationSeconds,
  });
}
