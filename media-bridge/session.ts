import type { StreamEndReason } from '../contracts/call-event.ts';
import { isCleanEnd } from '../contracts/stream.ts';
import type { AgentMessage } from '../contracts/vendors/elevenlabs.ts';
import type { StreamStart } from '../contracts/vendors/twilio.ts';
import type { AgentLineDeps } from './agent-line.ts';
import { AgentVoice } from './agent-voice.ts';
import { Agents } from './agents.ts';
import type { CallReporter } from './call-reporter.ts';
import type { ToolCall } from './client-tools.ts';
import { type AgentMetadata, speaksOurFormat } from './conversation.ts';
import { Conversations } from './conversations.ts';
import { newCounters } from './counters.ts';
import { type AgentClose, twilioEndReason } from './end-reasons.ts';
import type { Ears } from './live/ears.ts';
import { PersonVoice } from './person-voice.ts';
import type { AgentAudio, Audio } from './splice.ts';
import type { StreamSummary } from './stats.ts';
import { streamAudio } from './stream-audio.ts';
import { planOf } from './stream-start.ts';
import { Timers } from './timers.ts';
import type { TurnWriter } from './turn-writer.ts';
import { type Line, TwilioStream } from './twilio-stream.ts';
import { Wishes } from './wishes.ts';

export interface SessionDeps extends AgentLineDeps {
  turns: TurnWriter;
  reporter: CallReporter;
}

/** A stream of a call, by its number from 1. */
export interface StreamId {
  callId: string;
  stream: number;
}

type Phase = 'waiting' | 'opening' | 'talking' | 'finishing' | 'ended';
type TimerName = 'start' | 'limit' | 'agentReady' | 'agentClose' | 'finalMark' | 'report' | 'handOver';
type ToolDone = Extract<AgentMessage, { type: 'agent_tool_response' }>['agent_tool_response'];

const NORMAL = 1000;
const POLICY_VIOLATION = 1008;

/**
 * One stream of one call. It owns both sockets and every timer, and ends exactly once, with the first cause.
 *
 * - `waiting`: Twilio is connected; its `start` must follow soon.
 * - `opening`: the agent is being reached; the person's newest audio is held back. One more socket is tried when the
 *   first fails before the agent is there. So it is again when the agent is lost in mid-call, and another is told what
 *   was said.
 * - `talking`: from the agent's metadata on, audio passes both ways.
 * - `finishing`: the agent has hung up; Twilio plays what it still has, told by the final mark or a time limit.
 * - `ended`: both sockets are closing; Twilio's waits a moment for an end that nothing may follow to be known, since Twilio asks the API what
 *   comes next as soon as it is closed. `done` settles when they are closed.
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
  readonly #person: PersonVoice;
  readonly #voice: AgentVoice;
  #resolveDone: (end: StreamSummary) => void = () => undefined;
  #phase: Phase = 'waiting';
  #twilioIsClosed = false;
  #isHandedOver = false;
  readonly #agents: Agents;
  #callSid: string | undefined;
  #startedAt = 0;
  readonly #conversations: Conversations;
  readonly #wishes: Wishes;
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
        spoke: this.#onPersonSpoke,
        markEchoed: this.#onMarkEchoed,
        keyPressed: this.#onKeyPressed,
        stopped: this.#onTwilioStopped,
        faulty: this.#onFault,
        closed: this.#onTwilioClosed,
      },
      deps.limits,
      this.counters,
    );
    this.#wishes = new Wishes(callId, deps);
    const agentEvents = {
      spoke: this.#onAgentSpoke,
      said: this.#onAgentSaid,
      asked: (call: ToolCall) => this.#wishes.toolCalled(call),
      closed: this.#onAgentClosed,
    };
    this.#agents = new Agents(callId, agentEvents, deps, this.counters);
    this.#conversations = new Conversations(callId, deps, this.counters);
    this.#person = new PersonVoice(deps.limits, this.counters);
    this.#voice = new AgentVoice(this.#twilio, deps.limits, this.counters);
    this.#timers.set('start', deps.limits.startMs, () => this.#onFault('no start message came in time'));
  }

  /** Those who listen in. */
  get ears(): Ears {
    return this.#twilio.ears;
  }

  /** Tells the agent a fact that it takes into account without answering it; false when no agent is there. */
  tell(text: string): boolean {
    if (this.#phase === 'talking') this.#agents.line?.inform(text);
    return this.#phase === 'talking';
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
    this.#voice.stop();
    this.#person.stop();
    this.#agents.close();
    this.#closeTwilio(this.#reason, this.#reportEnd(this.#reason));
    this.#settle();
  }

  #closeTwilio(reason: StreamEndReason, reported: Promise<void>): void {
    const close = () => {
      this.#timers.clear('report');
      this.#twilio.close(reason === 'protocol_error' ? POLICY_VIOLATION : NORMAL);
    };
    const isAskedAbout = (isCleanEnd(reason) && reason !== 'contact_left') || reason === 'agent_unreachable';
    if (!isAskedAbout) {
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
    this.#wishes.watch(result.plan.optOutKey);
    this.#agents.reach(result.plan);
    this.#awaitAgent(limits.agentReadyMs);
  };

  #awaitAgent(ms: number): void {
    this.#phase = 'opening';
    this.#timers.set('agentReady', ms, () => this.end(this.#agents.unreachable));
  }

  #onPersonSpoke = (audio: Audio): void => {
    if (this.#phase === 'talking' || this.#phase === 'opening') this.#person.spoke(audio);
  };

  #onKeyPressed = (key: string): void => {
    this.#wishes.pressed(key);
    if (this.#phase === 'talking') this.#person.pressed(key);
  };

  #onAgentSpoke = (audio: AgentAudio): void => {
    if (this.#phase === 'talking') this.#voice.play(audio);
  };

  #onMarkEchoed = (name: string): void => {
    this.#voice.echoed(name);
    if (this.#phase === 'finishing' && this.#voice.remainingMs() === 0) this.end('agent_ended');
  };

  #onAgentSaid = (message: AgentMessage): void => {
    if (message.type === 'conversation_initiation_metadata')
      this.#onAgentReady(message.conversation_initiation_metadata_event);
    else if (message.type === 'interruption') this.#onInterruption(message.interruption_event.event_id);
    else if (message.type === 'agent_response_complete') this.#voice.mark();
    else if (message.type === 'agent_tool_response') this.#onToolDone(message.agent_tool_response);
    else if (message.type === 'queue_status') this.#onQueue(message.queue_status_event.status);
    else if (message.type === 'error') this.#expectAgentClose(() => this.end('agent_error'));
    else this.#onTalk(message);
  };

  #onTalk(message: AgentMessage): void {
    const advice = this.#conversations.note(message);
    if (advice) this.#agents.line?.inform(advice);
  }

  #onAgentReady(metadata: AgentMetadata): void {
    const { line } = this.#agents;
    if (this.#phase !== 'opening' || !line) return;
    this.#timers.clear('agentReady');
    this.#conversations.begin(metadata.conversation_id);
    if (!speaksOurFormat(metadata)) {
      this.#deps.log.error(
        { callId: this.callId },
        'the agent must be set to ulaw_8000, or to PCM of 8 to 48 kHz',
      );
      this.end('agent_error');
      return;
    }
    this.#phase = 'talking';
    this.#person.reach(line);
  }

  #onInterruption(eventId: number): void {
    const wasCutOff = this.#voice.interrupt(eventId);
    if (wasCutOff) this.#conversations.noteInterruption();
  }

  #onToolDone({ tool_name, is_error }: ToolDone): void {
    if (tool_name !== 'end_call' || is_error) return;
    this.#agents.leaves();
    this.#expectAgentClose(() => this.#finish('agent_ended'));
  }

  /** A called person must never hear a hold tone. */
  #onQueue(status: string): void {
    if (status !== 'admitted') this.end('agent_unreachable');
  }

  /** The agent said that it closes; if it does not, the session goes on without it. */
  #expectAgentClose(otherwise: () => void): void {
    if (this.#phase === 'talking') this.#timers.set('agentClose', this.#deps.limits.agentCloseMs, otherwise);
  }

  #onAgentClosed = (close: AgentClose): void => {
    const reason = this.#agents.reasonOf(close);
    const isPolite = reason === 'agent_ended' || reason === 'time_limit';
    if (this.#phase === 'talking' && isPolite) this.#finish(reason);
    else if (this.#phase === 'talking' && this.#agents.replace(close, this.#conversations.account))
      this.#onReplaced();
    else if (this.#phase !== 'finishing') this.end(reason);
    this.#settle();
  };

  /** The agent was lost, the person was not. */
  #onReplaced(): void {
    this.#timers.clear('agentClose');
    this.#person.wait();
    this.#voice.newAgent();
    this.#awaitAgent(this.#deps.limits.agentResumeMs);
  }

  /** The agent's last words may still lie with Twilio: the call ends when they have been heard. */
  #finish(reason: StreamEndReason): void {
    this.#phase = 'finishing';
    this.#reason = reason;
    this.#timers.clear('agentClose');
    this.#voice.mark();
    const remainingMs = this.#voice.remainingMs();
    if (remainingMs === 0) {
      this.end(reason);
      return;
    }
    const { finalMarkSlackMs, finalMarkMaxMs } = this.#deps.limits;
    const waitMs = Math.min(remainingMs + finalMarkSlackMs, finalMarkMaxMs);
    this.#timers.set('finalMark', waitMs, () => this.end(reason));
  }

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
    const { ids, met } = this.#conversations;
    const [conversationId] = ids;
    const conversationIds = ids.length > 1 ? ids : undefined;
    const firstAudioAt = this.#voice.first?.at;
    const audio = streamAudio(this.counters);
    const end = { stream: this.stream, reason, conversationId, conversationIds, firstAudioAt, met, audio };
    const names = { callId: this.callId, callSid: this.#callSid };
    this.#deps.log.info({ ...names, ...end, ...this.#summary() }, 'stream ended');
    return this.#deps.reporter.report(this.callId, { kind: 'stream_ended', at: Date.now(), ...end });
  }

  #settle(): void {
    if (this.#phase === 'ended' && this.#twilioIsClosed && this.#agents.isClosed)
      this.#resolveDone(this.#summary());
  }

  #summary(): StreamSummary {
    const { first } = this.#voice;
    const firstAudioMs = first && Math.round(first.monotonicMs - this.#startedAt);
    return { reason: this.#reason ?? 'protocol_error', counters: this.counters, firstAudioMs };
  }
}
