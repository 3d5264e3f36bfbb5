import type { TerminatedBy } from '../contracts/call.ts';
import type { AnsweredBy, CallEvent, StreamEndReason, TerminalStatus } from '../contracts/call-event.ts';
import type { Outcome } from '../contracts/outcome.ts';
import type { CallInput } from '../contracts/workflow-api.ts';

/**
 * What is known of one call, and what follows from it. Pure: the workflow feeds events in and does what `nextStep`
 * says; the API folds the same events to show a call while it is up.
 *
 * A call is **ringing** from its placing until it is answered or over; **talking** from the answer on; **settling**
 * once its stream ended or we asked for its end, while Twilio's last word is awaited; and **over** when Twilio has
 * said how it ended. Over is never left: an event that comes after it may add what was still unknown (a verdict on
 * who answered, the conversation's id), but changes nothing that was known.
 *
 * Events may be lost, doubled, late or out of order, so each says only what it proves: an end implies that the call
 * was placed, an answer that rings is over, a stream that somebody answered.
 */
export interface CallState {
  callSid?: string;
  /** Epoch milliseconds. */
  answeredAt?: number;
  answeredBy?: AnsweredBy;
  conversationId?: string;
  streamEnd?: { reason: StreamEndReason; at: number };
  /** Who asked for the end, first one only. */
  hangUp?: { by: HangUpBy; done: boolean };
  end?: { status: TerminalStatus; durationSeconds: number; sipCode?: number; at: number };
  /** How often Twilio was asked since the last news, because nothing came by itself. */
  asked: number;
}

export type HangUpBy = 'operator' | 'us' | 'amd' | 'time_limit';

export const NEW_CALL: CallState = { asked: 0 };

/** The state after an event. Returns the same object when the event told nothing new. */
export function reduce(state: CallState, event: CallEvent): CallState {
  const next = merge(state, event);
  return sameFacts(state, next) ? state : { ...next, asked: 0 };
}

function merge(state: CallState, event: CallEvent): CallState {
  switch (event.kind) {
    case 'answered':
      return { ...state, callSid: state.callSid ?? event.callSid, answeredAt: state.answeredAt ?? event.at };
    case 'detected':
      return {
        ...state,
        callSid: state.callSid ?? event.callSid,
        answeredBy: state.answeredBy ?? event.answeredBy,
      };
    case 'ended':
      return mergeEnd(state, event);
    case 'stream_started':
      return {
        ...state,
        conversationId: state.conversationId ?? event.conversationId,
        answeredAt: state.answeredAt ?? event.at,
      };
    case 'stream_ended':
      return {
        ...state,
        conversationId: state.conversationId ?? event.conversationId,
        streamEnd: state.streamEnd ?? { reason: event.reason, at: event.at },
      };
    case 'hang_up_requested':
      return state.end ? state : { ...state, hangUp: state.hangUp ?? { by: event.by, done: false } };
  }
}

function mergeEnd(state: CallState, event: Extract<CallEvent, { kind: 'ended' }>): CallState {
  if (state.end) return state;
  const { status, durationSeconds, sipCode, at } = event;
  const answeredAt =
    state.answeredAt ??
    (status === 'completed' && durationSeconds > 0 ? at - durationSeconds * 1000 : undefined);
  return {
    ...state,
    callSid: state.callSid ?? event.callSid,
    end: { status, durationSeconds, sipCode, at },
    ...(answeredAt === undefined ? {} : { answeredAt }),
  };
}

const FACTS = [
  'callSid',
  'answeredAt',
  'answeredBy',
  'conversationId',
  'streamEnd',
  'hangUp',
  'end',
] as const;

function sameFacts(a: CallState, b: CallState): boolean {
  return FACTS.every((fact) => a[fact] === b[fact] || JSON.stringify(a[fact]) === JSON.stringify(b[fact]));
}

/** What the workflow has to do next: wait for news at most so long, ask for the end, or stop waiting. */
export type Step =
  | { kind: 'wait'; stage: 'ringing' | 'talking' | 'settling'; seconds: number }
  | { kind: 'hang_up'; by: HangUpBy }
  | { kind: 'over' }
  | { kind: 'give_up' };

type Plan = Pick<CallInput, 'ringSeconds' | 'maxCallSeconds' | 'onVoicemail' | 'treatUnknownAsHuman'>;

/** Twilio's own timers end a call first; ours only catch what was lost, so they come this much later. */
const GRACE_SECONDS = 15;
/** Twilio's last word follows the end of a stream within about 1.5 s; longer means that it was lost. */
const SETTLE_SECONDS = 8;
/** Asked this often without an end, Twilio cannot tell: some 20 minutes with the growing waits below. */
const MAX_ASKS = 12;

export function nextStep(state: CallState, plan: Plan): Step {
  if (state.end) return { kind: 'over' };
  if (state.asked >= MAX_ASKS) return { kind: 'give_up' };
  const hangUpBy = state.hangUp ? undefined : reasonToHangUp(state, plan);
  if (hangUpBy) return { kind: 'hang_up', by: hangUpBy };
  if (state.hangUp && !state.hangUp.done) return { kind: 'hang_up', by: state.hangUp.by };
  return wait(state, plan);
}

function reasonToHangUp(state: CallState, plan: Plan): HangUpBy | undefined {
  if (plan.onVoicemail === 'hang_up' && isMachine(state.answeredBy, plan)) return 'amd';
  // Twilio was asked after its own limit had passed, and the call was still there.
  if (state.asked > 0 && !state.streamEnd) return 'time_limit';
  // The contact's phone is still up although nobody talks to it any more.
  if (state.asked > 0) return 'us';
  return undefined;
}

function wait(state: CallState, plan: Plan): Step {
  const patience = Math.min(2 ** state.asked, 30);
  if (state.streamEnd || state.hangUp)
    return { kind: 'wait', stage: 'settling', seconds: SETTLE_SECONDS * patience };
  if (state.answeredAt !== undefined) {
    return { kind: 'wait', stage: 'talking', seconds: plan.maxCallSeconds + GRACE_SECONDS };
  }
  return { kind: 'wait', stage: 'ringing', seconds: plan.ringSeconds + GRACE_SECONDS };
}

/** Whether two steps ask for the same thing, so that a running wait need not be begun again. */
export function sameStep(a: Step, b: Step): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isMachine(answeredBy: AnsweredBy | undefined, plan: Pick<Plan, 'treatUnknownAsHuman'>): boolean {
  if (answeredBy === undefined || answeredBy === 'human') return false;
  return answeredBy === 'unknown' ? !plan.treatUnknownAsHuman : true;
}

export interface Verdict {
  outcome: Outcome;
  /** For people. */
  reason: string;
  terminatedBy?: TerminatedBy;
}

/** The outcome of a call that is over, or given up. */
export function verdictOf(state: CallState, plan: Pick<Plan, 'treatUnknownAsHuman'>): Verdict {
  if (!state.end) return { outcome: 'unknown', reason: 'Twilio never said how the call ended' };
  switch (state.end.status) {
    case 'completed':
      return { ...answeredVerdict(state, plan), terminatedBy: whoEnded(state) };
    case 'busy':
      return { outcome: 'busy', reason: 'The line was busy' };
    case 'no-answer':
      return { outcome: 'no_answer', reason: 'Nobody answered' };
    case 'canceled':
      return {
        outcome: 'canceled',
        reason: 'The call was canceled before it was answered',
        terminatedBy: whoEnded(state),
      };
    case 'failed':
      return failedVerdict(state.end.sipCode);
  }
}

function answeredVerdict(state: CallState, plan: Pick<Plan, 'treatUnknownAsHuman'>): Verdict {
  if (state.answeredBy === 'fax') return { outcome: 'fax', reason: 'A fax machine answered' };
  if (isMachine(state.answeredBy, plan)) return { outcome: 'voicemail', reason: 'A machine answered' };
  if (!state.conversationId)
    return { outcome: 'failed_ours', reason: 'It was answered, but no agent could speak' };
  return { outcome: 'human', reason: 'A person answered' };
}

/** SIP codes as carriers use them: 404, 484 and 604 name a number that does not exist, 603 a refusal by the person, 607 and 608 one by an analytics engine. */
function failedVerdict(sipCode: number | undefined): Verdict {
  const terminatedBy = 'provider';
  if (sipCode === 404 || sipCode === 484 || sipCode === 604) {
    return { outcome: 'invalid_number', reason: 'The number does not exist', terminatedBy };
  }
  if (sipCode === 607 || sipCode === 608) {
    return { outcome: 'blocked', reason: 'The call was blocked as unwanted', terminatedBy };
  }
  if (sipCode === 603)
    return { outcome: 'declined', reason: 'The person declined the call', terminatedBy: 'contact' };
  return {
    outcome: 'failed_provider',
    reason: `Twilio could not complete the call (SIP ${sipCode ?? '?'})`,
    terminatedBy,
  };
}

const STREAM_ENDED_BY: Record<StreamEndReason, TerminatedBy> = {
  agent_ended: 'agent',
  contact_left: 'contact',
  agent_error: 'provider',
  agent_unreachable: 'provider',
  time_limit: 'time_limit',
  operator: 'operator',
  shutdown: 'us',
  protocol_error: 'provider',
};

function whoEnded(state: CallState): TerminatedBy {
  // We hang up for ourselves only where a stream had ended and the phone stayed up: what ended the stream counts.
  if (state.hangUp && !(state.hangUp.by === 'us' && state.streamEnd)) return state.hangUp.by;
  return state.streamEnd ? STREAM_ENDED_BY[state.streamEnd.reason] : 'contact';
}
