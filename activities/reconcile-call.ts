import { ApplicationFailure } from '@temporalio/activity';
import type { CallEvent } from '../contracts/call-event.ts';
import { type CallDoc, Calls } from '../platform/models/call.ts';
import { CallEvents } from '../platform/models/call-event.ts';
import { type CallState, NEW_CALL, reduce } from '../workflows/call-state.ts';
import { verdictOf } from '../workflows/call-verdict.ts';
import { askTwilio } from './ask-twilio.ts';
import type { Dependencies } from './dependencies.ts';
import { findCall } from './find-call.ts';
import { hangUp } from './hang-up.ts';
import { deferCall, recordCall } from './record-call.ts';

/** How soon to ask again about a call that goes on although nobody looks after it. */
const ASK_AGAIN_MS = 10_000;

/**
 * Finds out how a call really ended whose own workflow is over, where its record does not say: the end had stayed
 * unknown, or a phone rang after all that Twilio's list had not shown.
 */
export async function reconcileCall(deps: Dependencies, { callId }: { callId: string }): Promise<void> {
  const call = await Calls.findById(callId).lean();
  if (!call || isAccountedFor(call)) return;
  const callSid = call.callSid ?? (await callSidHeard(callId)) ?? (await callSidFound(deps, call));
  if (!callSid) return;
  if (!call.callSid) await Calls.updateOne({ _id: callId, callSid: null }, { $set: { callSid } });
  await settleWithTwilio(deps, callId, callSid, 'asked for after its workflow was over');
}

function isAccountedFor({ phase, outcome, callSid }: CallDoc): boolean {
  const known = outcome !== 'unknown' && !(outcome === 'canceled' && callSid === undefined);
  return phase === 'ended' && known;
}

/** Every callback carries the call's id and its SID. */
async function callSidHeard(callId: string): Promise<string | undefined> {
  const event = await CallEvents.findOne({
    callId,
    kind: { $in: ['twilio.status', 'twilio.recording'] },
  }).lean();
  return typeof event?.data.CallSid === 'string' ? event.data.CallSid : undefined;
}

/** Where there clearly was no call, the attempt is given back instead. */
async function callSidFound(
  deps: Dependencies,
  { _id: callId, phase }: CallDoc,
): Promise<string | undefined> {
  const found = await findCall(deps, { callId });
  if (found.kind === 'found') return found.callSid;
  const wasNotMade = found.kind === 'none' || found.kind === 'never posted';
  if (wasNotMade && phase !== 'ended') {
    await deferCall({ callId, until: Date.now(), reason: 'No call had been made' });
  }
  return undefined;
}

/** Ends a call that nobody looks after, and records what Twilio says of it. */
export async function settleWithTwilio(
  deps: Dependencies,
  callId: string,
  callSid: string,
  because: string,
): Promise<void> {
  let events: CallEvent[] = await askTwilio(deps, { callId, callSid });
  if (!events.some((event) => event.kind === 'ended')) {
    await hangUp(deps, { callSid });
    events = await askTwilio(deps, { callId, callSid });
  }
  const state: CallState = events.reduce(reduce, { ...NEW_CALL, callSid });
  if (!state.end) throw stillUp();
  const verdict = verdictOf(state, { treatUnknownAsHuman: deps.env.AMD_TREAT_UNKNOWN_AS_HUMAN });
  await recordCall({
    callId,
    callSid,
    ...verdict,
    reason: `${verdict.reason} (${because})`,
    conversationId: state.conversationId,
    answeredAt: state.answeredAt,
    endedAt: state.end.at,
    talkSeconds: state.end.durationSeconds,
  });
}

function stillUp(): ApplicationFailure {
  return ApplicationFailure.create({
    message: 'Twilio has not ended the call yet',
    type: 'NotReady',
    category: 'BENIGN',
    nextRetryDelay: ASK_AGAIN_MS,
  });
}
