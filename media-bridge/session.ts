import type { WebSocket } from 'ws';
import type { StreamEndReason } from '../contracts/call-event.ts';
import type { AgentMessage } from '../contracts/vendors/elevenlabs.ts';
import type { StreamStart } from '../contracts/vendors/twilio.ts';
import { AgentLine, type AgentLineDeps } from './agent-line.ts';
import { AgentVoice } from './agent-voice.ts';
import type { CallReporter } from './call-reporter.ts';
import { type AgentMetadata, AUDIO_FORMAT, Conversation, speaksOurFormat } from './conversation.ts';
import { newCounters } from './counters.ts';
import { type AgentClose, agentEndReason, twilioEndReason } from './end-reasons.ts';
import { PersonVoice } from './person-voice.ts';
import type { AgentAudio } from './splice.ts';
import type { StreamSummary } from './stats.ts';
import { planOf } from './stream-start.ts';
import { Timers } from './timers.ts';
import type { TurnWriter } from './turn-writer.ts';
import { TwilioStream } from './twilio-stream.ts';

export interface SessionDeps extends AgentLineDeps {
  turns: TurnWriter;
  reporter: CallReporter;
}

type Phase = 'waiting' | 'opening' | 'talking' | 'finishing' | 'ended';
type TimerName = 'start' | 'limit' | 'agentReady' | 'agentClose' | 'finalMark';
type ToolCall = Extract<AgentMessage, { type: 'client_tool_call' }>['client_tool_call'];

type ToolDone = Extract<AgentMessage, { type: 'agent_tool_response' }>['agent_tool_response'];

const NORMAL = 1000;
const POLICY_VIOLATION = 1008;

/**
 * One stream of one call. It owns both sockets and every timer, and ends exactly once, with the first cause.
 *
 * - `waiting`: Twilio is connected; its `start` must follow soon.
 * - `opening`: the agent is being reached; the person's newest audio is held back. One more socket is tried when the
 *   first fails before the agent is there.
 * - `talking`: from the agent's metadata on, audio passes both ways.
 * - `finishing`: the agent has hung up; Twilio plays what it still has, told by the final mark or a time limit.
 * - `ended`: both sockets are closing. `done` settles when they are closed.
 */
export class Session {
  readonly callId: string;
  readonly counters = newCounters();
  readonly done: Promise<StreamSummary>;
  readonly #deps: SessionDeps;
  readonly #twilio: TwilioStream;
  readonly #timers = new Timers<TimerName>();
  readonly #person: PersonVoice;
  readonly #voice: AgentVoice;
  #resolveDone: (end: StreamSummary) => void = () => undefined;
  #phase: Phase = 'waiting';
  #twilioIsClosed = false;
  #agent: AgentLine | undefined;
  #agentIsClosed = true;
  #callSid: string | undefined;
  #startedAt = 0;
  /** From the agent's metadata on. */
  #conversation: Conversation | undefined;
  /** Why the session ends; empty until that is decided. */
  #reason: StreamEndReason | undefined;

  constructor(callId: string, socket: WebSocket, deps: SessionDeps) {
    this.callId = callId;
    this.#deps = deps;
    this.done = new Promise((resolve) => {
      this.#resolveDone = resolve;
    });
    this.#twilio = new TwilioStream(
      socket,
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
    this.#person = new PersonVoice(deps.limits, this.counters);
    this.#voice = new AgentVoice(this.#twilio, deps.limits, this.counters);
    this.#timers.set('start', deps.limits.startMs, () => this.#onFault('no start message came in time'));
  }

  /** Ends the session for this reason unless it has one already. Safe to call at any time. */
  end(reason: StreamEndReason): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#reason ??= reason;
    this.#timers.clearAll();
    this.#voice.stop();
    this.#person.stop();
    this.#agent?.close();
    this.#twilio.close(this.#reason === 'protocol_error' ? POLICY_VIOLATION : NORMAL);
    this.#reportEnd(this.#reason);
    this.#settle();
  }

  #onStarted = (start: StreamStart): void => {
    if (this.#phase !== 'waiting') return;
    this.#timers.clear('start');
    const { limits, elevenLabs } = this.#deps;
    this.#callSid = start.callSid;
    const result = planOf(start, { agentId: elevenLabs.agentId, maxSeconds: limits.maxSeconds });
    if (!result.ok) {
      this.#onFault(result.fault);
      return;
    }
    this.#phase = 'opening';
    this.#startedAt = performance.now();
    this.#timers.set('limit', result.plan.maxSeconds * 1000, () => this.end('time_limit'));
    this.#timers.set('agentReady', limits.agentReadyMs, () => this.end('agent_unreachable'));
    const events = { spoke: this.#onAgentSpoke, said: this.#onAgentSaid, closed: this.#onAgentClosed };
    this.#agentIsClosed = false;
    this.#agent = new AgentLine(this.callId, result.plan, events, this.#deps, this.counters);
  };

  #onPersonSpoke = (frame: Buffer): void => {
    if (this.#phase === 'talking' || this.#phase === 'opening') this.#person.spoke(frame);
  };

  #onKeyPressed = (key: string): void => {
    if (this.#phase === 'talking') this.#person.pressed(key);
  };

  #onAgentSpoke = (message: Buffer, audio: AgentAudio): void => {
    if (this.#phase === 'talking') this.#voice.play(message, audio);
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
    else if (message.type === 'client_tool_call') this.#onToolCall(message.client_tool_call);
    else if (message.type === 'agent_tool_response') this.#onToolDone(message.agent_tool_response);
    else if (message.type === 'queue_status') this.#onQueue(message.queue_status_event.status);
    else if (message.type === 'error') this.#expectAgentClose(() => this.end('agent_error'));
    else this.#conversation?.note(message);
  };

  #onAgentReady(metadata: AgentMetadata): void {
    if (this.#phase !== 'opening' || !this.#agent) return;
    this.#timers.clear('agentReady');
    this.#conversation = new Conversation(this.callId, metadata.conversation_id, this.#deps, this.counters);
    if (!speaksOurFormat(metadata)) {
      this.#deps.log.error({ callId: this.callId }, `the agent must be set to ${AUDIO_FORMAT} both ways`);
      this.end('agent_error');
      return;
    }
    this.#phase = 'talking';
    this.#person.reach(this.#agent);
  }

  #onInterruption(eventId: number): void {
    const wasCutOff = this.#voice.interrupt(eventId);
    if (wasCutOff) this.#conversation?.noteInterruption();
  }

  #onToolCall({ tool_name, tool_call_id, expects_response }: ToolCall): void {
    this.counters.unknownTools++;
    if (expects_response === false) return;
    this.#agent?.refuseTool(tool_call_id, `There is no tool "${tool_name.slice(0, 100)}" on this call.`);
  }

  #onToolDone({ tool_name, is_error }: ToolDone): void {
    if (tool_name === 'end_call' && !is_error) this.#expectAgentClose(() => this.#finish('agent_ended'));
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
    this.#agentIsClosed = true;
    const reason = agentEndReason(close);
    const isPolite = reason === 'agent_ended' || reason === 'time_limit';
    if (this.#phase === 'talking' && isPolite) this.#finish(reason);
    else if (this.#phase !== 'finishing') this.end(reason);
    this.#settle();
  };

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

  #onTwilioStopped = (): void => this.end('contact_left');

  #onTwilioClosed = (code: number): void => {
    this.#twilioIsClosed = true;
    this.end(twilioEndReason(code));
    this.#settle();
  };

  #onFault = (fault: string): void => {
    this.#deps.log.warn(
      { callId: this.callId, callSid: this.#callSid, fault },
      "Twilio's stream is not usable",
    );
    this.end('protocol_error');
  };

  #reportEnd(reason: StreamEndReason): void {
    const conversationId = this.#conversation?.id;
    const report = { kind: 'stream_ended', reason, at: Date.now() } as const;
    this.#deps.reporter.report(this.callId, conversationId ? { ...report, conversationId } : report);
    const ids = { callId: this.callId, callSid: this.#callSid, conversationId };
    this.#deps.log.info({ ...ids, ...this.#summary() }, 'stream ended');
  }

  #settle(): void {
    if (this.#phase === 'ended' && this.#twilioIsClosed && this.#agentIsClosed)
      this.#resolveDone(this.#summary());
  }

  #summary(): StreamSummary {
    const { firstAt } = this.#voice;
    const firstAudioMs = firstAt === undefined ? undefined : Math.round(firstAt - this.#startedAt);
    return { reason: this.#reason ?? 'protocol_error', counters: this.counters, firstAudioMs };
  }
}
