import type { CallEvent, StreamEndReason } from '../contracts/call-event.ts';
import type { AgentMessage } from '../contracts/vendors/elevenlabs.ts';
import type { AgentLineDeps } from './agent-line.ts';
import { AgentVoice } from './agent-voice.ts';
import { Agents } from './agents.ts';
import type { CallReporter } from './call-reporter.ts';
import { type AgentMetadata, speaksOurFormat } from './conversation.ts';
import { Conversations } from './conversations.ts';
import type { Counters } from './counters.ts';
import type { AgentClose } from './end-reasons.ts';
import { PersonVoice } from './person-voice.ts';
import type { AgentAudio, Audio } from './splice.ts';
import { streamAudio } from './stream-audio.ts';
import type { CallPlan } from './stream-start.ts';
import type { TurnWriter } from './turn-writer.ts';
import type { TwilioStream } from './twilio-stream.ts';
import { Wishes } from './wishes.ts';

type StreamEnded = Extract<CallEvent, { kind: 'stream_ended' }>;

export interface TalkDeps extends AgentLineDeps {
  turns: TurnWriter;
  reporter: CallReporter;
}

/** What becomes of a talk, for the session, which has the timers. */
export interface TalkEvents {
  /** An agent must be there within so many milliseconds. */
  awaited: (ms: number) => void;
  ready: () => void;
  /** The agent says that it is about to close, with this meaning. */
  closing: (reason: 'agent_ended' | 'agent_error') => void;
  /** It has closed as it should; what it said may still be playing. */
  finished: (reason: StreamEndReason) => void;
  /** There is no agent, and none can be had. */
  lost: (reason: StreamEndReason) => void;
  /** An agent's socket has closed, whatever comes next. */
  closed: () => void;
}

/**
 * The person and the agents of one stream: what passes between them, and what is learned from it. Another agent takes the
 * place of one that was lost, and is told what was said; the person's newest audio is held meanwhile.
 */
export class Talk {
  readonly voice: AgentVoice;
  readonly #callId: string;
  readonly #events: TalkEvents;
  readonly #deps: TalkDeps;
  readonly #counters: Counters;
  readonly #person: PersonVoice;
  readonly #agents: Agents;
  readonly #conversations: Conversations;
  readonly #wishes: Wishes;
  #state: 'not begun' | 'opening' | 'talking' | 'over' = 'not begun';

  constructor(callId: string, twilio: TwilioStream, events: TalkEvents, deps: TalkDeps, counters: Counters) {
    this.#callId = callId;
    this.#events = events;
    this.#deps = deps;
    this.#counters = counters;
    this.voice = new AgentVoice(twilio, deps.limits, counters);
    this.#person = new PersonVoice(deps.limits, counters);
    this.#conversations = new Conversations(callId, deps, counters);
    this.#wishes = new Wishes(callId, deps);
    const agentEvents = {
      spoke: this.#onAgentSpoke,
      said: this.#onAgentSaid,
      asked: this.#wishes.toolCalled.bind(this.#wishes),
      closed: this.#onAgentClosed,
    };
    this.#agents = new Agents(callId, agentEvents, deps, counters);
  }

  /** Whether no agent's socket is open or being opened. */
  get isClosed(): boolean {
    return this.#agents.isClosed;
  }

  /** Why the stream ends when the agent that is awaited does not come. */
  get unreachable(): StreamEndReason {
    return this.#agents.unreachable;
  }

  begin(plan: CallPlan): void {
    this.#wishes.watch(plan.optOutKey);
    this.#conversations.goOnFrom(plan.met);
    this.#agents.reach(plan);
    this.#await(this.#deps.limits.agentReadyMs);
  }

  /** The person spoke. */
  hear = (audio: Audio): void => {
    if (this.#state === 'talking' || this.#state === 'opening') this.#person.spoke(audio);
  };

  /** The person pressed a key. */
  press = (key: string): void => {
    this.#wishes.pressed(key);
    if (this.#state === 'talking') this.#person.pressed(key);
  };

  /** Tells the agent a fact that it takes into account without answering it; false when no agent is there. */
  tell(text: string): boolean {
    if (this.#state === 'talking') this.#agents.line?.inform(text);
    return this.#state === 'talking';
  }

  /** Nothing passes any more; what Twilio has of the agent is still played. */
  leave(): void {
    this.#state = 'over';
  }

  stop(): void {
    this.leave();
    this.voice.stop();
    this.#person.stop();
    this.#agents.close();
  }

  /** What the call's workflow is told of it, besides why the stream ended. */
  facts(): Omit<StreamEnded, 'kind' | 'stream' | 'reason' | 'at'> {
    const { ids, met } = this.#conversations;
    const [conversationId] = ids;
    const conversationIds = ids.length > 1 ? ids : undefined;
    const audio = streamAudio(this.#counters);
    return { conversationId, conversationIds, firstAudioAt: this.voice.first?.at, met, audio };
  }

  #await(ms: number): void {
    this.#state = 'opening';
    this.#events.awaited(ms);
  }

  #onAgentSpoke = (audio: AgentAudio): void => {
    if (this.#state === 'talking') this.voice.play(audio);
  };

  #onAgentSaid = (message: AgentMessage): void => {
    if (message.type === 'conversation_initiation_metadata')
      this.#onAgentReady(message.conversation_initiation_metadata_event);
    else if (message.type === 'interruption') this.#onInterruption(message.interruption_event.event_id);
    else if (message.type === 'agent_response_complete') this.voice.mark();
    else if (message.type === 'agent_tool_response') this.#onToolDone(message.agent_tool_response);
    else if (message.type === 'queue_status') this.#onQueue(message.queue_status_event.status);
    else if (message.type === 'error') this.#onClosing('agent_error');
    else this.#onTalk(message);
  };

  #onTalk(message: AgentMessage): void {
    const advice = this.#conversations.note(message);
    if (advice) this.#agents.line?.inform(advice);
  }

  #onAgentReady(metadata: AgentMetadata): void {
    const { line } = this.#agents;
    if (this.#state !== 'opening' || !line) return;
    this.#events.ready();
    this.#conversations.begin(metadata.conversation_id);
    if (!speaksOurFormat(metadata)) {
      const names = { callId: this.#callId };
      this.#deps.log.error(names, 'the agent must be set to ulaw_8000, or to PCM of 8 to 48 kHz');
      this.#events.lost('agent_error');
      return;
    }
    this.#state = 'talking';
    this.#person.reach(line);
  }

  #onInterruption(eventId: number): void {
    const wasCutOff = this.voice.interrupt(eventId);
    if (wasCutOff) this.#conversations.noteInterruption();
  }

  #onToolDone({ tool_name, is_error }: { tool_name: string; is_error?: boolean | undefined }): void {
    if (tool_name !== 'end_call' || is_error) return;
    this.#agents.leaves();
    this.#onClosing('agent_ended');
  }

  #onClosing(reason: 'agent_ended' | 'agent_error'): void {
    if (this.#state === 'talking') this.#events.closing(reason);
  }

  /** A called person must never hear a hold tone. */
  #onQueue(status: string): void {
    if (status !== 'admitted') this.#events.lost('agent_unreachable');
  }

  #onAgentClosed = (close: AgentClose): void => {
    const reason = this.#agents.reasonOf(close);
    const isUp = this.#state === 'talking';
    if (isUp && (reason === 'agent_ended' || reason === 'time_limit')) this.#events.finished(reason);
    else if (isUp && this.#agents.replace(close, this.#conversations.account)) this.#onReplaced();
    else this.#events.lost(reason);
    this.#events.closed();
  };

  /** The agent was lost, the person was not. */
  #onReplaced(): void {
    this.#person.wait();
    this.voice.newAgent();
    this.#await(this.#deps.limits.agentResumeMs);
  }
}
