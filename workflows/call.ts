import {
  ActivityFailure,
  condition,
  log,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { isAnswered } from '../contracts/outcome.ts';
import {
  type CallInput,
  type CallResult,
  callEventSignal,
  outcomeKey,
  stateKey,
} from '../contracts/workflow-api.ts';
import { dial, io, patient } from './activities.ts';
import {
  type CallState,
  NEW_CALL,
  nextStep,
  reduce,
  type Step,
  sameStep,
  type Verdict,
  verdictOf,
} from './call-state.ts';

/**
 * The story of one call: it is placed, at most once; we wait, with a timer behind every wait, for what Twilio and the
 * bridge report; when it is over that is recorded, and what remains of it (transcript, recording) is fetched.
 */
export async function call(input: CallInput): Promise<CallResult> {
  const { callId } = input;
  let state: CallState = NEW_CALL;
  // A signal cannot answer: what it says is merged, and what is not news changes nothing.
  setHandler(callEventSignal, (event) => {
    state = reduce(state, event);
  });

  setCurrentDetails('Waiting for its turn to dial');
  const placed = await place(callId, () => state.callSid);
  if (placed.kind === 'deferred') {
    await io().deferCall({ callId, until: placed.until, reason: placed.reason });
    return { outcome: 'canceled' };
  }
  if (placed.kind === 'refused') return close(input, state, placed);
  if (placed.kind === 'lost') return close(input, state, { outcome: 'unknown', reason: placed.reason });
  state = { ...state, callSid: placed.callSid };

  for (;;) {
    const step = nextStep(state, input);
    if (step.kind === 'over' || step.kind === 'give_up') break;
    if (step.kind === 'hang_up') {
      setCurrentDetails('Hanging up');
      await io().hangUp.executeWithOptions({ summary: `Hang up: ${step.by}` }, [{ callSid: placed.callSid }]);
      state = { ...state, hangUp: { by: step.by, done: true } };
      continue;
    }
    const news = await waitFor(step, () => nextStep(state, input));
    if (news) continue;
    const events = await io().askTwilio({ callSid: placed.callSid });
    state = { ...events.reduce(reduce, state), asked: state.asked + 1 };
  }
  return close(input, state, verdictOf(state, input));
}

type Placing =
  | { kind: 'placed'; callSid: string }
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
  if (placed.kind !== 'ambiguous') return placed;

  setCurrentDetails('It is unknown whether Twilio made the call: waiting for a callback, then asking');
  for (const wait of [10, 15, 20, 30]) {
    await condition(() => callSidHeard() !== undefined, `${wait} seconds`, {
      summary: 'a callback that names the call',
    });
    const callSid = callSidHeard();
    if (callSid) return { kind: 'placed', callSid };
    const found = await io().findCall({ callId });
    if (found.kind === 'found') return { kind: 'placed', callSid: found.callSid };
    if (found.kind !== 'unclear')
      return { kind: 'deferred', until: Date.now(), reason: 'Twilio made no call' };
  }
  return { kind: 'lost', reason: 'It never became known whether Twilio made the call' };
}

/** True when something was heard that changes what to do, false when the time is over. */
async function waitFor(step: Extract<Step, { kind: 'wait' }>, next: () => Step): Promise<boolean> {
  setCurrentDetails(WAITING_FOR[step.stage]);
  return condition(() => !sameStep(step, next()), step.seconds * 1000, { summary: WAITING_FOR[step.stage] });
}

const WAITING_FOR = {
  ringing: 'Ringing: waiting for an answer',
  talking: 'Answered: waiting for the end',
  settling: "The conversation is over: waiting for Twilio's last word",
} as const;

/** Records how it ended, which lets the line and the person go, and then fetches what is left of the call. */
async function close(input: CallInput, state: CallState, verdict: Verdict): Promise<CallResult> {
  const { callId } = input;
  const { callSid, conversationId } = state;
  upsertSearchAttributes([
    { key: outcomeKey, value: verdict.outcome },
    { key: stateKey, value: 'ended' },
  ]);
  setCurrentDetails(`${verdict.reason}; being recorded`);
  await io().recordCall({
    callId,
    ...verdict,
    callSid,
    conversationId,
    answeredAt: state.answeredAt,
    endedAt: state.end?.at ?? Date.now(),
    talkSeconds: state.end?.durationSeconds,
  });
  if (callSid && (isAnswered(verdict.outcome) || state.answeredAt !== undefined)) {
    setCurrentDetails(`${verdict.reason}; waiting for transcript and recording`);
    await Promise.all([keepTranscript(callId, conversationId), keepRecording(callId, callSid)]);
  }
  setCurrentDetails(verdict.reason);
  return { outcome: verdict.outcome };
}

async function keepTranscript(callId: string, conversationId: string | undefined): Promise<void> {
  // Without a word from the bridge there may never have been a conversation; it is looked for by the call's id.
  const patience = conversationId ? '30 minutes' : '2 minutes';
  try {
    await patient(patience).fetchTranscript.executeWithOptions({ summary: 'the transcript of ElevenLabs' }, [
      { callId, conversationId },
    ]);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    await io().keepLiveTurns({ callId, conversationId });
  }
}

async function keepRecording(callId: string, callSid: string): Promise<void> {
  try {
    await patient('30 minutes').fetchRecording.executeWithOptions({ summary: "Twilio's recording" }, [
      { callId, callSid },
    ]);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('the recording never became ready', { callId });
  }
}
