import type { RawData } from 'ws';
import { Timers } from '../timers.ts';
import { type ClientMessage, type Initiation, readMessage } from './client-messages.ts';
import type { Conversation } from './conversations.ts';
import { Dialogue } from './dialogue.ts';
import { introduce } from './new-conversation.ts';
import type { Place } from './places.ts';
import { Pulse } from './pulse.ts';
import { type LeavesQueue, standInLine } from './queue.ts';
import type { SessionSetup } from './session-setup.ts';
import { NO_TROUBLE } from './socket-plan.ts';
import { scheduleTrouble, TOO_MANY, WAITED_TOO_LONG } from './socket-trouble.ts';
import { SoundLine } from './sound-line.ts';
import type { Stage } from './stage.ts';
import { begin, type Started } from './start-rules.ts';
import { ToolUse } from './tool-use.ts';
import { Wire } from './wire.ts';

/** A client that sends nothing for so long after opening gets a conversation all the same. */
const INITIATION_WITHIN = 1000;
const NOTHING_SENT: Initiation = { type: 'conversation_initiation_client_data' };

/**
 * One conversation on one socket (reference 2): metadata first, faults of the start after it, then the dialogue, with
 * pings beside it. It owns the socket and every timer, and ends once.
 */
export class AgentSession {
  readonly #setup: SessionSetup;
  readonly #conversation: Conversation;
  readonly #timers = new Timers();
  readonly #wire: Wire;
  readonly #tools: ToolUse;
  readonly #sound: SoundLine;
  #plan = NO_TROUBLE;
  #pulse: Pulse | undefined;
  #place: Place | undefined;
  #leaveQueue: LeavesQueue | undefined;
  #dialogue: Dialogue | undefined;
  #begun = false;
  #isDeaf = false;

  constructor(setup: SessionSetup) {
    const { socket, agent, conversation, tools } = setup;
    this.#setup = setup;
    this.#conversation = conversation;
    this.#wire = new Wire(socket, this.#config.conversation.client_events, this.#timers);
    this.#tools = new ToolUse(conversation, this.#wire, tools, this.#timers);
    this.#sound = new SoundLine(this.#wire, agent.config);
    socket.on('message', (data) => this.#onMessage(data));
    socket.on('close', (code) => this.#onClose(code));
    // What goes wrong with the connection shows as its close.
    socket.on('error', () => socket.terminate());
    this.#timers.after(INITIATION_WITHIN, () => this.#begin(NOTHING_SENT));
  }

  /** The server goes away. */
  close(): void {
    this.#end(1001, 'Server is shutting down');
  }

  #onMessage(data: RawData): void {
    this.#pulse?.heard();
    if (this.#wire.isEnding || this.#isDeaf) return;
    const message = readMessage(data.toString());
    if (message === undefined) {
      this.#fail(1008, 'invalid_message', 'Invalid message received');
      return;
    }
    this.#begin(message.type === 'conversation_initiation_client_data' ? message : NOTHING_SENT);
    this.#take(message);
  }

  /** While it waits in the queue, everything but a pong is discarded (reference 2.11). */
  #take(message: ClientMessage): void {
    if (message.type === 'pong') this.#pulse?.pong(message.event_id);
    else if (this.#dialogue) this.#takeTurn(message, this.#dialogue);
  }

  #takeTurn(message: ClientMessage, dialogue: Dialogue): void {
    if (message.type === 'audio') dialogue.hear(this.#sound.received(message.audio));
    else if (message.type === 'user_message' && message.text) dialogue.read(message.text);
    else if (message.type === 'user_activity') dialogue.stayPatient();
    else if (message.type === 'contextual_update') this.#learn(message.text, message.context_id ?? null);
    else if (message.type === 'feedback' && message.score) this.#conversation.feedback[`${message.score}s`]++;
    else if (message.type === 'client_tool_result') {
      this.#tools.answer(message.tool_call_id, message.result, message.is_error);
    }
  }

  #learn(text: string, contextId: string | null): void {
    const { contexts, turns, startedAt } = this.#conversation;
    const context = { atMs: Date.now() - startedAt, text, contextId };
    contexts.push(context);
    turns.push({ role: 'user', message: null, atMs: context.atMs, context });
    this.#dialogue?.learn(context);
  }

  get #config() {
    return this.#setup.agent.config.conversation_config;
  }

  #begin(initiation: Initiation): void {
    if (this.#begun) return;
    this.#begun = true;
    introduce(this.#conversation, initiation);
    this.#plan = this.#setup.plan(this.#conversation);
    const { agent, places } = this.#setup;
    if (this.#plan.refuse) {
      this.#end(1008, 'The connection was refused');
      return;
    }
    this.#place = places.take(agent);
    if (!this.#place && !agent.config.platform_settings.queueing_config.enabled) {
      this.#end(3008, TOO_MANY);
      return;
    }
    this.#sendMetadata();
    this.#scheduleTrouble();
    if (this.#place) this.#admitted(this.#place, initiation);
    else this.#waitInLine(initiation);
  }

  #sendMetadata(): void {
    const { asr, tts } = this.#config;
    this.#wire.emit('conversation_initiation_metadata', {
      conversation_initiation_metadata_event: {
        conversation_id: this.#conversation.id,
        agent_output_audio_format: tts.agent_output_audio_format,
        user_input_audio_format: asr.user_input_audio_format,
      },
    });
    if (this.#plan.unknownEvents) this.#wire.sendUnknown();
  }

  #waitInLine(initiation: Initiation): void {
    const { agent, places, queueTimeoutCode } = this.#setup;
    const seconds = agent.config.platform_settings.queueing_config.wait_timeout_seconds;
    const conversation = this.#conversation;
    this.#startPulse();
    this.#leaveQueue = standInLine(this.#wire, this.#timers, seconds, {
      wait: (admit) => places.wait(agent, admit),
      hold: (tone) => this.#sound.sendUnrecorded(tone, 0),
      admitted: (place) => {
        conversation.queueWaitMs = Date.now() - conversation.startedAt;
        this.#place = place;
        this.#admitted(place, initiation);
      },
      timedOut: () => {
        conversation.queueWaitMs = Date.now() - conversation.startedAt;
        this.#end(queueTimeoutCode(), WAITED_TOO_LONG);
      },
    });
  }

  #admitted(place: Place, initiation: Initiation): void {
    const conversation = this.#conversation;
    conversation.isBurst = place.isBurst;
    conversation.status = 'in-progress';
    const started = begin(this.#setup.agent.config, initiation, conversation.id);
    if ('errorType' in started) {
      this.#fail(1008, started.errorType, started.reason);
      return;
    }
    conversation.variables = { ...started.variables, ...conversation.variables };
    this.#converse(started);
  }

  #converse({ lines, maxDurationMs }: Started): void {
    if (this.#wire.isEnding) return;
    this.#dialogue = new Dialogue(this.#makeStage(), lines);
    this.#dialogue.start();
    if (!this.#pulse) this.#startPulse();
    this.#timers.after(maxDurationMs, () =>
      this.#fail(1000, 'max_duration_exceeded', 'Conversation exceeded its maximum duration'),
    );
  }

  #makeStage(): Stage {
    const wire = this.#wire;
    const { agent, random } = this.#setup;
    return {
      conversation: this.#conversation,
      config: agent.config,
      timers: this.#timers,
      random,
      growingEventIds: this.#plan.growingEventIds,
      emit: (type, body) => wire.emit(type, body),
      wants: (type) => wire.wants(type),
      sendAudio: (mulaw, eventId, alignment) =>
        this.#sound.send(mulaw, eventId, this.#plan.alignment ? alignment : undefined),
      sendLateAudio: (mulaw, eventId) => this.#sound.sendUnrecorded(mulaw, eventId),
      stopAudio: () => this.#sound.recording?.agentStopped(),
      callTools: (purpose, said, eventId) => this.#tools.callFor(purpose, said, eventId),
      hangUp: (tool, eventId) => {
        if (this.#tools.hangUp(tool, eventId)) this.#end(1000, `${tool} tool was called.`);
      },
      endForSilence: (seconds) => this.#end(1000, `Ending conversation after ${seconds} seconds of silence.`),
    };
  }

  #startPulse(): void {
    const events = {
      ping: (event_id: number, ping_ms: number | null) =>
        this.#wire.emit('ping', { ping_event: { event_id, ping_ms } }),
      fellSilent: () => this.#fail(1002, 'transport_receive_timeout', 'No data was received from the client'),
      noPong: () => this.#fail(1002, 'asyncio_timeout', 'A ping was not answered'),
    };
    this.#pulse = new Pulse(this.#timers, events, this.#plan.pongWithinMs);
    this.#pulse.start();
  }

  #scheduleTrouble(): void {
    scheduleTrouble(this.#plan, this.#timers, {
      cut: () => this.#wire.cut(),
      stall: () => {
        this.#isDeaf = true;
        this.#wire.mute();
      },
      end: (code, reason) => this.#end(code, reason),
      fail: (code, errorType, reason) => this.#fail(code, errorType, reason),
    });
  }

  #fail(code: number, errorType: string, reason: string): void {
    if (this.#wire.isEnding) return;
    const event = { code, error_type: errorType, reason, message: reason };
    if (!this.#plan.silentErrors) this.#wire.emit('error', { error_event: event });
    if (code !== 1000) this.#conversation.error = { code, reason };
    this.#end(code, reason);
  }

  #end(code: number, reason: string): void {
    if (this.#wire.end(code, reason)) this.#conversation.terminationReason = reason;
  }

  #onClose(code: number): void {
    this.#timers.clear();
    this.#leaveQueue?.();
    this.#place?.release();
    this.#wire.closed();
    this.#dialogue?.finish();
    const conversation = this.#conversation;
    conversation.terminationReason ||= `Client disconnected: ${code}`;
    conversation.endedAt = Date.now();
    conversation.notes.endedAt = conversation.endedAt;
    conversation.notes.closeCode = code;
    this.#setup.onEnd(this.#sound.recording);
  }
}
