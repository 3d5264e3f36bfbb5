import type { CallAudio } from '../contracts/call-audio.ts';
import type { AnsweredBy, CallEvent, Met, OptOutBy, TerminalStatus } from '../contracts/call-event.ts';
import { isCleanEnd, MOST_STREAMS } from '../contracts/stream.ts';
import type { CallInput, Continuation } from '../contracts/workflow-api.ts';
import {
  isLast,
  type StreamConversations,
  type StreamEnd,
  theOneThatCounts,
  theWorse,
  withThoseOf,
} from './call-streams.ts';

/**
 * What is known of one call, and what follows from it. Pure: the workflow feeds events in and does what `nextStep`
 * says; the API folds the same events to show a call while it is up.
 *
 * A call is **queued** where Twilio keeps it waiting; **ringing** from its placing until it is answered or over;
 * **talking** from the answer on, also from one stream to the next where bridge or agent were lost; **leaving a
 * message** once a machine was told to record one; **settling** once its last stream ended or we asked for its end,
 * while the last word of Twilio, or of the bridge, is awaited; and **over** when both have said how it ended. Over is
 * never left: an event that comes after it may add what was still unknown (a verdict on who answered, the
 * conversation's id), but changes nothing that was known.
 *
 * Events may be lost, doubled, late or out of order, so each says only what it proves: an end implies that the call
 * was placed, an answer that rings is over, a stream that somebody answered.
 */
export interface CallState {
  callSid?: string;
  /** Twilio has not dialed it yet, since too many were before it. */
  queued?: boolean;
  /** Epoch milliseconds. */
  answeredAt?: number;
  answeredBy?: AnsweredBy;
  /** The first conversation. */
  conversationId?: string;
  /** Of each stream that told of some, in order. */
  conversations?: StreamConversations[];
  /** The word that counts: a clean end before any other, then the latest stream's. */
  streamEnd?: StreamEnd;
  /** When the agent was first heard, epoch milliseconds. */
  firstAudioAt?: number;
  met?: Met;
  /** How it sounded. */
  audio?: CallAudio;
  /** What came of a machine's verdict: our message is being left, or a conversation was under way and goes on. */
  machine?: 'message_left' | 'conversing';
  /** The person does not want to be called again; how that was heard first. */
  optedOut?: OptOutBy;
  /** When they want to be called instead, as it was said last; `at` is when they said so. */
  callBack?: { callBackAt: number; at: number };
  /** Who asked for the end, first one only. */
  hangUp?: { by: HangUpBy; done: boolean };
  end?: { status: TerminalStatus; durationSeconds: number; sipCode?: number; at: number };
  /** How often Twilio was asked since the last news, because nothing came by itself. */
  asked: number;
}

export type HangUpBy = 'operator' | 'us' | 'amd' | 'time_limit' | 'opted_out';

export const NEW_CALL: CallState = { asked: 0 };

/** The state after an event. Returns the same object when the event told nothing new. */
export function reduce(state: CallState, event: CallEvent): CallState {
  const next = merge(state, event);
  return sameFacts(state, next) ? state : { ...next, asked: 0 };
}

function merge(state: CallState, event: CallEvent): CallState {
  switch (event.kind) {
    case 'answered':
      return {
        ...state,
        queued: false,
        callSid: state.callSid ?? event.callSid,
        answeredAt: state.answeredAt ?? event.at,
      };
    case 'detected':
      return {
        ...state,
        callSid: state.callSid ?? event.callSid,
        answeredBy: state.answeredBy ?? event.answeredBy,
      };
    case 'ended':
      return mergeEnd(state, event);
    case 'dialed':
      return { ...state, queued: false, callSid: state.callSid ?? event.callSid };
    case 'stream_ended':
      return mergeStreamEnd(state, event);
    case 'hang_up_requested':
      return state.end ? state : { ...state, hangUp: state.hangUp ?? { by: event.by, done: false } };
    case 'opted_out':
      return { ...proven(state, event.at), optedOut: state.optedOut ?? event.by };
    case 'call_back_wished':
      return { ...proven(state, event.at), callBack: theLater(state.callBack, event) };
  }
}

/** Whoever was heard has answered. */
function proven(state: CallState, at: number): CallState {
  return { ...state, queued: false, answeredAt: state.answeredAt ?? at };
}

function theLater(
  known: CallState['callBack'],
  { callBackAt, at }: Extract<CallEvent, { kind: 'call_back_wished' }>,
): CallState['callBack'] {
  return known && known.at >= at ? known : { callBackAt, at };
}

function mergeStreamEnd(state: CallState, event: Extract<CallEvent, { kind: 'stream_ended' }>): CallState {
  const { reason, at, stream, firstAudioAt, met, audio } = event;
  const isFirst = (stream ?? 1) === 1;
  const conversations = withThoseOf(state.conversations, event);
  return {
    ...state,
    conversations,
    conversationId: conversations?.[0]?.ids[0] ?? state.conversationId,
    streamEnd: theOneThatCounts(state.streamEnd, { reason, at, stream }),
    firstAudioAt: state.firstAudioAt ?? (isFirst ? firstAudioAt : undefined),
    met: state.met ?? met,
    audio: theWorse(state.audio, audio),
    // An agent's socket is opened only once somebody has answered.
    answeredAt: state.answeredAt ?? firstAudioAt,
  };
}

/** Every conversation of the call, in order and once. */
export function conversationsOf({ conversations = [] }: CallState): string[] {
  return [...new Set(conversations.flatMap(({ ids }) => ids))];
}

/**
 * Whether another stream follows the one of this number, which has ended while the phone call may still be up. Where
 * nobody said why, the bridge died: a clean end is reported before the stream is closed, and so is that no agent can be
 * had, where the person has waited long enough.
 */
export function continuation(state: CallState, stream: number): Continuation {
  const { end, hangUp, machine, optedOut, streamEnd } = state;
  const isOver =
    end || hangUp || optedOut || machine === 'message_left' || (streamEnd && isCleanEnd(streamEnd.reason));
  if (isOver) return { goOn: false, because: 'over' };
  const isInVain = streamEnd?.reason === 'agent_unreachable' && streamEnd.stream === stream;
  return stream < MOST_STREAMS && !isInVain
    ? { goOn: true, stream: stream + 1 }
    : { goOn: false, because: 'failed' };
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
    ...(event.answeredBy && !state.answeredBy ? { answeredBy: event.answeredBy } : {}),
    end: { status, durationSeconds, sipCode, at },
    ...(answeredAt === undefined ? {} : { answeredAt }),
  };
}

/** Whether an event told nothing: every merge keeps what was known as it is, so nothing deeper has to be compared. */
function sameFacts(a: CallState, b: CallState): boolean {
  const facts = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof CallState>;
  return [...facts].every((fact) => a[fact] === b[fact]);
}

/** What the workflow has to do next: wait for news at most so long, see to a machine, ask for the end, or stop waiting. */
export type Step =
  | { kind: 'wait'; stage: Stage; seconds: number }
  | { kind: 'meet_machine'; how: 'hang_up' | 'leave_message' }
  | { kind: 'hang_up'; by: HangUpBy }
  | { kind: 'over' }
  | { kind: 'give_up' };

export type Stage = 'queued' | 'ringing' | 'talking' | 'taking leave' | 'leaving a message' | 'settling';

type Plan = Pick<CallInput, 'ringSeconds' | 'maxCallSeconds' | 'onVoicemail' | 'treatUnknownAsHuman'>;

/** Twilio's own timers end a call first; ours only catch what was lost, so they come this much later. */
const GRACE_SECONDS = 15;
/** A call that Twilio has not dialed by then is canceled: it could ring when nobody may be called any more. */
const QUEUE_SECONDS = 15;
/** The longest message, spoken slowly. */
const MESSAGE_SECONDS = 120;
/** For an agent's goodbye to somebody who does not want to be called again: nobody may talk them round. */
const LEAVE_SECONDS = 5;
/** Twilio's last word follows the end of a stream within about 1.5 s; longer means that it was lost. */
const SETTLE_SECONDS = 8;
const BRIDGE_SECONDS = 3;
/** Asked this often without an end, Twilio cannot tell: some 20 minutes with the growing waits below. */
const MAX_ASKS = 12;

export function nextStep(state: CallState, plan: Plan): Step {
  if (state.end) return awaitsBridge(state) ? wait(state, plan) : { kind: 'over' };
  if (state.asked >= MAX_ASKS) return { kind: 'give_up' };
  if (state.hangUp) return state.hangUp.done ? wait(state, plan) : { kind: 'hang_up', by: state.hangUp.by };
  if (state.optedOut && !hadLastStream(state)) return leaveTaking(state, plan);
  if (isMachine(state, plan) && plan.onVoicemail !== 'talk' && state.machine === undefined) {
    return { kind: 'meet_machine', how: canLeaveMessage(state, plan) ? 'leave_message' : 'hang_up' };
  }
  // Twilio was asked, since its own limit had passed, and the call was still there.
  return state.asked > 0 ? { kind: 'hang_up', by: overdueBy(state) } : wait(state, plan);
}

/** An agent that was told has a moment to say goodbye; whoever pressed the key waits for no agent. */
function leaveTaking(state: CallState, plan: Plan): Step {
  const agentSpeaks = state.optedOut === 'tool' && state.machine !== 'message_left';
  return agentSpeaks ? wait(state, plan) : { kind: 'hang_up', by: 'opted_out' };
}

/** The bridge knows which conversation it was and who ended it; its word may come a moment after Twilio's. */
function awaitsBridge(state: CallState): boolean {
  const isMissing = !hadLastStream(state) || knowsLastAlone(state);
  return state.end?.status === 'completed' && isMissing && state.asked === 0;
}

/** The person left before the agent of a later stream was there: whether one had spoken before, a lost bridge knew. */
export function knowsLastAlone(state: CallState): boolean {
  const { streamEnd, conversationId } = state;
  return hadLastStream(state) && (streamEnd?.stream ?? 1) > 1 && conversationId === undefined;
}

function hadLastStream({ streamEnd }: CallState): boolean {
  return streamEnd !== undefined && isLast(streamEnd);
}

/** Only a verdict at the end of the greeting says that a machine now records. */
function canLeaveMessage({ answeredBy }: CallState, { onVoicemail }: Plan): boolean {
  return onVoicemail === 'leave_message' && answeredBy?.startsWith('machine_end') === true;
}

function overdueBy(state: CallState): HangUpBy {
  if (state.machine === 'message_left') return 'amd';
  return state.answeredAt !== undefined && !hadLastStream(state) ? 'time_limit' : 'us';
}

function wait(state: CallState, plan: Plan): Step {
  if (state.end) return { kind: 'wait', stage: 'settling', seconds: BRIDGE_SECONDS };
  const patience = Math.min(2 ** state.asked, 30);
  if (state.machine === 'message_left' && !state.hangUp) {
    return { kind: 'wait', stage: 'leaving a message', seconds: MESSAGE_SECONDS };
  }
  // An operator has put the person through to somebody: they talk on, within the call's own limit.
  if (state.streamEnd?.reason === 'operator' && !state.hangUp) {
    return { kind: 'wait', stage: 'talking', seconds: plan.maxCallSeconds + GRACE_SECONDS };
  }
  if (hadLastStream(state) || state.hangUp)
    return { kind: 'wait', stage: 'settling', seconds: SETTLE_SECONDS * patience };
  if (state.optedOut) return { kind: 'wait', stage: 'taking leave', seconds: LEAVE_SECONDS };
  if (state.answeredAt !== undefined) {
    return { kind: 'wait', stage: 'talking', seconds: plan.maxCallSeconds + GRACE_SECONDS };
  }
  if (state.queued) return { kind: 'wait', stage: 'queued', seconds: QUEUE_SECONDS };
  return { kind: 'wait', stage: 'ringing', seconds: plan.ringSeconds + GRACE_SECONDS };
}

/** Whether two steps ask for the same thing, so that a running wait need not be begun again. */
export function sameStep(a: Step, b: Step): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether what answered counts as a machine, by its verdict and what came of that. */
export function isMachine(
  { answeredBy, machine }: CallState,
  plan: Pick<Plan, 'treatUnknownAsHuman'>,
): boolean {
  if (answeredBy === undefined || answeredBy === 'human' || machine === 'conversing') return false;
  return answeredBy === 'unknown' ? !plan.treatUnknownAsHuman : true;
}

/** Canceled before it was dialed: nobody's phone rang, so it is no attempt. */
export function wasNeverDialed({ queued, end }: CallState): boolean {
  return queued === true && end?.status === 'canceled';
}
