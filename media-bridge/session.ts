import type { StreamEndReason } from '../contracts/call-event.ts';
import type { StreamStart } from '../contracts/vendors/twilio.ts';
import { newCounters } from './counters.ts';
import { isFollowedByQuestion, twilioEndReason } from './end-reasons.ts';
import type { Line } from './line.ts';
import type { Ears } from './live/ears.ts';
import type { StreamSummary } from './stats.ts';
import { planOf } from './stream-start.ts';
import { Talk, type TalkDeps } from './talk.ts';
import { Timers } from './timers.ts';
import { TwilioStream } from './twilio-stream.ts';

export type SessionDeps = TalkDeps;

/** A stream of a call, by its number from 1. */
export interface StreamId {
  callId: string;
  stream: number;
}

type Phase = 'waiting' | 'up' | 'finishing' | 'ended';
type TimerName = 'start' | 'limit' | 'agentReady' | 'agentClose' | 'finalMark' | 'report' | 'handOver';

const NORMAL = 1000;
const POLICY_VIOLATION = 1008;

/**
 * One stream of one call. It owns both sockets and every timer, and ends exactly once, with the first cause.
 *
 * - `waiting`: Twilio is connected; its `start` must follow soon.
 * - `up`: the agent is being reached, or talks (talk.ts).
 * - `finishing`: the agent has hung up; Twilio plays what it still has, told by the final mark or a time limit.
 * - `ended`: both sockets are closing; Twilio's waits a moment for an end that nothing may follow to be known, since Twilio
 *   asks the API what comes next as soon as it is closed. `done` settles when they are closed.
 */
export class Session {
  readonly callId: string;
  readonly stream: number;
  readonly counters = newCounters();
  readonly done: Promise<StreamSummary>;
  /** Told when Twilio's `start` has come: it is a stream from here on. */
  onStart: () => void = () => undefined;
  readonly #deps: SessionDeps;
  readonly #twilio: TwilioStream;
  readonly #timers = new Timers<TimerName>();
  readonly #talk: Talk;
  #resolveDone: (end: StreamSummary) => void = () => undefined;
  #phase: Phase = 'waiting';
  #twilioIsClosed = false;
  #isHandedOver = false;
  #callSid: string | undefined;
  #startedAt = 0;
  /** Why the session ends; empty until that is decided. */
  #reason: StreamEndReason | undefined;

  constructor({ callId, stream }: StreamId, line: Line, deps: SessionDeps) {
    this.callId = callId;
    this.stream = stream;
    this.#deps = deps;
    this.done = new Promise((resolve) => {
      this.#resolveDone = resolve;
    });
    this.#twilio = new TwilioStream(
      line,
      {
        started: this.#onStarted,
        spoke: (audio) => this.#talk.hear(audio),
        markEchoed: this.#onMarkEchoed,
        keyPressed: (key) => this.#talk.press(key),
        stopped: this.#onTwilioStopped,
        faulty: this.#onFault,
        closed: this.#onTwilioClosed,
      },
      deps.limits,
      this.counters,
    );
    const talkEvents = {
      awaited: this.#onAgentAwaited,
      ready: () => this.#timers.clear('agentReady'),
      closing: this.#onAgentClosing,
      finished: this.#onAgentFinished,
      lost: this.#onAgentLost,
      closed: () => this.#settle(),
    };
    this.#talk = new Talk(callId, this.#twilio, talkEvents, deps, this.counters);
    this.#timers.set('start', deps.limits.startMs, () => this.#onFault('no start message came in time'));
  }

  /** Those who listen in. */
  get ears(): Ears {
    return this.#twilio.ears;
  }

  /** Tells the agent a fact that it takes into account without answering it; false when no agent is there. */
  tell(text: string): boolean {
    return this.#talk.tell(text);
  }

  /** An operator puts the person through to somebody else: Twilio will end the stream, and nobody has left. */
  handOver(): void {
    if (this.#phase === 'ended') return;
    this.#isHandedOver = true;
    this.#timers.set('handOver', this.#deps.limits.handOverMs, () => {
      this.#isHandedOver = false;
    });
  }

  /** Ends the session for this reason unless it has one already. Safe to call at any time. */
  end(reason: StreamEndReason): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#reason ??= reason;
    this.#timers.clearAll();
    this.#talk.stop();
    this.#closeTwilio(this.#reason, this.#reportEnd(this.#reason));
    this.#settle();
  }

  #closeTwilio(reason: StreamEndReason, reported: Promise<void>): void {
    const close = () => {
      this.#timers.clear('report');
      this.#twilio.close(reason === 'protocol_error' ? POLICY_VIOLATION : NORMAL);
    };
    if (!isFollowedByQuestion(reason)) {
      close();
      return;
    }
    this.#timers.set('report', this.#deps.limits.reportMs, close);
    void reported.finally(close);
  }

  #onStarted = (start: StreamStart): void => {
    if (this.#phase !== 'waiting') return;
    this.onStart();
    this.#timers.clear('start');
    const { limits, elevenLabs } = this.#deps;
    this.#callSid = start.callSid;
    const result = planOf(start, { agentId: elevenLabs.agentId, maxSeconds: limits.maxSeconds });
    if (!result.ok) {
      this.#onFault(result.fault);
      return;
    }
    this.#startedAt = performance.now();
    this.#timers.set('limit', result.plan.maxSeconds * 1000, () => this.end('time_limit'));
    this.#phase = 'up';
    this.#talk.begin(result.plan);
  };

  #onAgentAwaited = (ms: number): void => {
    this.#timers.clear('agentClose');
    this.#timers.set('agentReady', ms, () => this.end(this.#talk.unreachable));
  };

  /** The agent said that it closes; if it does not, the session goes on without it. */
  #onAgentClosing = (reason: 'agent_ended' | 'agent_error'): void => {
    const otherwise = () => (reason === 'agent_ended' ? this.#onAgentFinished(reason) : this.end(reason));
    this.#timers.set('agentClose', this.#deps.limits.agentCloseMs, otherwise);
  };

  #onAgentLost = (reason: StreamEndReason): void => {
    if (this.#phase !== 'finishing') this.end(reason);
  };

  #onMarkEchoed = (name: string): void => {
    this.#talk.voice.echoed(name);
    if (this.#phase === 'finishing' && this.#talk.voice.remainingMs() === 0) this.end('agent_ended');
  };

  /** The agent's last words may still lie with Twilio: the call ends when they have been heard. */
  #onAgentFinished = (reason: StreamEndReason): void => {
    const { voice } = this.#talk;
    this.#phase = 'finishing';
    this.#reason = reason;
    this.#talk.leave();
    this.#timers.clear('agentClose');
    voice.mark();
    const remainingMs = voice.remainingMs();
    if (remainingMs === 0) {
      this.end(reason);
      return;
    }
    const { finalMarkSlackMs, finalMarkMaxMs } = this.#deps.limits;
    const waitMs = Math.min(remainingMs + finalMarkSlackMs, finalMarkMaxMs);
    this.#timers.set('finalMark', waitMs, () => this.end(reason));
  };

  #onTwilioStopped = (): void => this.end(this.#isHandedOver ? 'operator' : 'contact_left');

  #onTwilioClosed = (code: number): void => {
    this.#twilioIsClosed = true;
    this.#timers.clear('report');
    this.end(this.#isHandedOver ? 'operator' : twilioEndReason(code));
    this.#settle();
  };

  #onFault = (fault: string): void => {
    this.#deps.log.warn(
      { callId: this.callId, callSid: this.#callSid, fault },
      "Twilio's stream is not usable",
    );
    this.end('protocol_error');
  };

  #reportEnd(reason: StreamEndReason): Promise<void> {
    const end = { stream: this.stream, reason, ...this.#talk.facts() };
    const names = { callId: this.callId, callSid: this.#callSid };
    this.#deps.log.info({ ...names, ...end, ...this.#summary() }, 'stream ended');
    return this.#deps.reporter.report(this.callId, { kind: 'stream_ended', at: Date.now(), ...end });
  }

  #settle(): void {
    if (this.#phase === 'ended' && this.#twilioIsClosed && this.#talk.isClosed)
      this.#resolveDone(this.#summary());
  }

  #summary(): StreamSummary {
    const { first } = this.#talk.voice;
    const firstAudioMs = first && Math.round(first.monotonicMs - this.#startedAt);
    return { reason: this.#reason ?? 'protocol_error', counters: this.counters, firstAudioMs };
  }
}
