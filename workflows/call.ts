import {
  ActivityFailure,
  allHandlersFinished,
  condition,
  log,
  patched,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { CallRecord } from '../activities/call-record.ts';
import {
  type CallInput,
  type CallResult,
  callEventSignal,
  continuationQuery,
  outcomeKey,
  stateKey,
} from '../contracts/workflow-api.ts';
import { dial, finish, io } from './activities.ts';
import {
  type CallState,
  continuation,
  conversationsOf,
  knowsLastAlone,
  NEW_CALL,
  nextStep,
  reduce,
  type Step,
  sameStep,
  wasNeverDialed,
} from './call-state.ts';
import { type Verdict, verdictOf } from './call-verdict.ts';

/**
 * The story of one call: it is placed, at most once; we wait, with a timer behind every wait, for what Twilio and the
 * bridge report; when it is over that is recorded, and what remains of it (transcript, recording) is fetched.
 */
export async function call(input: CallInput): Promise<CallResult> {
  const { callId } = input;
  let state: CallState = NEW_CALL;
  // A signal cannot answer: what it says is merged, and what is not news changes nothing.
  setHandler(callEventSignal, async (event) => {
    const isNews = event.kind === 'opted_out' && state.optedOut === undefined;
    state = reduce(state, event);
    // At once, whatever the call is just doing, and also while its end is recorded.
    if (isNews) await io().optOut({ callId, by: event.by });
  });
  setHandler(continuationQuery, ({ stream }) => continuation(state, stream));

  if (input.byHand || input.inbound) {
    const admitted = await io().admitCall({ callId, inbound: input.inbound });
    if (!admitted.admitted) return putOff(callId, { until: Date.now(), reason: admitted.reason });
  }
  if (state.hangUp && !input.inbound) {
    return putOff(callId, { until: Date.now(), reason: 'Ended before it was dialed' });
  }
  setCurrentDetails('Waiting for its turn to dial');
  const placed = input.inbound ? theyCalled(input.inbound) : await place(callId, () => state.callSid);
  if (placed.kind === 'deferred') return putOff(callId, placed);
  if (placed.kind === 'refused') return close(input, state, placed);
  if (placed.kind === 'lost') return close(input, state, { outcome: 'unknown', reason: placed.reason });
  const { callSid } = placed;
  state = { ...placed.known, ...state, callSid };

  for (;;) {
    const step = nextStep(state, input);
    if (step.kind === 'over' || step.kind === 'give_up') break;
    // Histories from before this was asked have no such wait.
    if (state.end && knowsLastAlone(state) && !patched('asks-who-spoke-before')) break;
    if (step.kind === 'meet_machine') {
      setCurrentDetails('A machine answered');
      const met = await io().meetMachine({ callId, callSid, how: step.how });
      state = met === 'hung_up' ? hungUp(state, 'amd') : { ...state, machine: met };
      continue;
    }
    if (step.kind === 'hang_up') {
      setCurrentDetails('Hanging up');
      const farewell = step.by === 'opted_out' && state.optedOut === 'key' ? { farewell: NOT_AGAIN } : {};
      const summary = `Hang up: ${step.by}`;
      await io().hangUp.executeWithOptions({ summary }, [{ callSid, ...farewell }]);
      state = hungUp(state, step.by);
      continue;
    }
    const news = await waitFor(step, () => nextStep(state, input));
    if (news) continue;
    if (step.stage === 'taking leave') {
      state = { ...state, hangUp: { by: 'opted_out', done: false } };
      continue;
    }
    const events = await io().askTwilio({ callId, callSid });
    state = { ...events.reduce(reduce, state), asked: state.asked + 1 };
  }
  if (wasNeverDialed(state)) {
    const reason = "It still waited in Twilio's queue at its deadline, and was canceled";
    return putOff(callId, { until: Date.now(), reason });
  }
  return close(input, state, verdictOf(state, input));
}

type Placing =
  | { kind: 'placed'; callSid: string; known: Partial<CallState> }
  | { kind: 'deferred'; until: number; reason: string }
  | ({ kind: 'refused' } & Verdict)
  | { kind: 'lost'; reason: string };

/**
 * Dials. Where it stays unknown whether a phone rings, nobody posts again: a callback settles it, or Twilio's list of
 * calls, and if neither does the call is lost, which an operator may look into.
 */
async function place(callId: string, callSidHeard: () => string | undefined): Promise<Placing> {
  const placed = await dial()
    .placeCall({ callId })
    .catch((error: unknown) => {
      if (!(error instanceof ActivityFailure)) throw error;
      log.warn('dialing failed; reconciling', { callId, cause: error.cause?.message });
      return { kind: 'ambiguous' as const };
    });
  if (placed.kind === 'placed') {
    return { kind: 'placed', callSid: placed.callSid, known: placed.queued ? { queued: true } : {} };
  }
  if (placed.kind !== 'ambiguous') return placed;

  setCurrentDetails('It is unknown whether Twilio made the call: waiting for a callback, then asking');
  for (const wait of [10, 15, 20, 30]) {
    await condition(() => callSidHeard() !== undefined, `${wait} seconds`, {
      summary: 'a callback that names the call',
    });
    const callSid = callSidHeard();
    if (callSid) return { kind: 'placed', callSid, known: {} };
    const found = await io().findCall({ callId });
    if (found.kind === 'found') return { kind: 'placed', callSid: found.callSid, known: {} };
    if (found.kind !== 'unclear')
      return { kind: 'deferred', until: Date.now(), reason: 'Twilio made no call' };
  }
  return { kind: 'lost', reason: 'It never became known whether Twilio made the call' };
}

function theyCalled({ callSid }: { callSid: string }): Placing {
  return { kind: 'placed', callSid, known: { answeredAt: Date.now() } };
}

function hungUp(state: CallState, by: NonNullable<CallState['hangUp']>['by']): CallState {
  return { ...state, hangUp: { by, done: true } };
}

/** True when something was heard that changes what to do, false when the time is over. */
async function waitFor(step: Extract<Step, { kind: 'wait' }>, next: () => Step): Promise<boolean> {
  setCurrentDetails(WAITING_FOR[step.stage]);
  return condition(() => !sameStep(step, next()), step.seconds * 1000, { summary: WAITING_FOR[step.stage] });
}

const WAITING_FOR = {
  queued: 'Waiting for Twilio to dial it',
  ringing: 'Ringing: waiting for an answer',
  talking: 'Answered: waiting for the end',
  'taking leave': 'They do not want to be called again: waiting for the agent to say goodbye',
  'leaving a message': 'A machine answered: leaving our message',
  settling: 'The conversation is over: waiting for the last word of Twilio and the bridge',
} as const;

/** Said to whoever pressed the key: they should not have to wonder. */
const NOT_AGAIN = 'You will not be called again. Goodbye.';

/** Nothing was dialed: the contact is put back, and no attempt is counted. */
async function putOff(
  callId: string,
  { until, reason }: { until: number; reason: string },
): Promise<CallResult> {
  setCurrentDetails(reason);
  await io().deferCall({ callId, until, reason });
  await condition(allHandlersFinished);
  return { outcome: 'canceled' };
}

/** Records how it ended, which lets the line and the person go, and then fetches what is left of the call. */
async function close(input: CallInput, state: CallState, verdict: Verdict): Promise<CallResult> {
  upsertSearchAttributes([
    { key: outcomeKey, value: verdict.outcome },
    { key: stateKey, value: 'ended' },
  ]);
  const conversationIds = conversationsOf(state);
  setCurrentDetails(`${verdict.reason}; being recorded, with its transcript and recording`);
  await finish().finishCall({
    callId: input.callId,
    ...verdict,
    callSid: state.callSid,
    conversationId: state.conversationId,
    ...(conversationIds.length > 1 ? { conversationIds } : {}),
    answeredBy: state.answeredBy,
    answeredAt: state.answeredAt,
    firstAudioAt: state.firstAudioAt,
    audio: state.audio,
    messageLeft: state.machine === 'message_left' || undefined,
    endedAt: state.end?.at ?? Date.now(),
    talkSeconds: state.end?.durationSeconds,
    ...wishOf(state),
  });
  setCurrentDetails(verdict.reason);
  await condition(allHandlersFinished);
  return { outcome: verdict.outcome };
}

/** Whoever does not want to be called again is not called back either. */
function wishOf({ optedOut, callBack }: CallState): Pick<CallRecord, 'optedOut' | 'callBackAt'> {
  if (optedOut) return { optedOut };
  return callBack ? { callBackAt: callBack.callBackAt } : {};
}
