import type { RawData, WebSocket } from 'ws';
import { fromMulaw, toMulaw } from '../audio/formats.ts';
import type { Random } from '../random.ts';
import { Timers } from '../timers.ts';
import { clientToolsOf, hasSystemTool } from './agent-settings.ts';
import type { Agent } from './agents.ts';
import { type ClientMessage, type Initiation, readMessage } from './client-messages.ts';
import { ClientTools } from './client-tools.ts';
import type { Conversation } from './conversations.ts';
import { Dialogue, type Stage } from './dialogue.ts';
import { newId } from './ids.ts';
import { begin } from './start-rules.ts';

/** A client that sends nothing for so long after opening gets a conversation all the same. */
const INITIATION_WITHIN = 1000;
const PING_EVERY = 2000;
/** Reference 2.11: without data from the client for so long the conversation is given up. */
const RECEIVES_WITHIN = 60_000;
const CLOSING_MS = 2000;
const ALWAYS_SENT = new Set(['conversation_initiation_metadata', 'ping', 'error']);

/**
 * One conversation on one socket (reference 2): metadata first, faults of the start after it, then the dialogue, with
 * pings beside it. It owns the socket and every timer, and ends once.
 */
export class AgentSession {
  readonly #socket: WebSocket;
  readonly #agent: Agent;
  readonly #conversation: Conversation;
  readonly #onEnd: () => void;
  readonly #timers = new Timers();
  readonly #tools = new ClientTools(this.#timers);
  readonly #stage: Stage;
  #dialogue: Dialogue | undefined;
  #begun = false;
  #ending = false;
  #pings = 0;
  #pingSentAt = 0;
  #pingMs: number | null = null;
  #lastDataAt = Date.now();

  constructor(
    socket: WebSocket,
    agent: Agent,
    conversation: Conversation,
    random: Random,
    onEnd: () => void,
  ) {
    this.#socket = socket;
    this.#agent = agent;
    this.#conversation = conversation;
    this.#onEnd = onEnd;
    this.#stage = this.#makeStage(random);
    socket.on('message', (data) => this.#onMessage(data));
    socket.on('close', (code) => this.#onClose(code));
    // What goes wrong with the connection shows as its close.
    socket.on('error', () => socket.terminate());
    this.#timers.after(INITIATION_WITHIN, () => this.#begin({ type: 'conversation_initiation_client_data' }));
  }

  /** The server goes away. */
  close(): void {
    this.#end(1001, 'Server is shutting down');
  }

  #makeStage(random: Random): Stage {
    const { config } = this.#agent;
    const output = config.conversation_config.tts.agent_output_audio_format;
    return {
      conversation: this.#conversation,
      config,
      timers: this.#timers,
      random,
      emit: (type, body) => this.#emit(type, body),
      wants: (type) => this.#wants(type),
      sendAudio: (mulaw, eventId) => {
        const audio_base_64 = fromMulaw(mulaw, output).toString('base64');
        this.#emit('audio', { audio_event: { audio_base_64, event_id: eventId } });
      },
      callTools: (eventId) => this.#callTools(eventId),
      hangUp: (eventId) => this.#hangUp(eventId),
    };
  }

  #onMessage(data: RawData): void {
    this.#lastDataAt = Date.now();
    if (this.#ending) return;
    const message = readMessage(data.toString());
    if (message === undefined) {
      this.#fail(1008, 'invalid_message', 'Invalid message received');
      return;
    }
    if (message.type === 'conversation_initiation_client_data') this.#begin(message);
    else this.#begin({ type: 'conversation_initiation_client_data' });
    this.#take(message);
  }

  #take(message: ClientMessage): void {
    const input = this.#agent.config.conversation_config.asr.user_input_audio_format;
    if (message.type === 'audio') this.#dialogue?.hear(toMulaw(message.audio, input));
    else if (message.type === 'pong') this.#takePong(message.event_id);
    else if (message.type === 'user_message' && message.text) this.#dialogue?.read(message.text);
    else if (message.type === 'user_activity') this.#dialogue?.stayPatient();
    else if (message.type === 'client_tool_result') this.#tools.answer(message.tool_call_id, message.result);
  }

  #begin(initiation: Initiation): void {
    if (this.#begun) return;
    this.#begun = true;
    const { config } = this.#agent;
    const conversation = this.#conversation;
    conversation.userId = initiation.user_id ?? null;
    conversation.notes.userId = conversation.userId;
    conversation.source = initiation.source_info?.source ?? 'unknown';
    conversation.override = initiation.conversation_config_override ?? {};
    conversation.status = 'in-progress';
    this.#emit('conversation_initiation_metadata', {
      conversation_initiation_metadata_event: {
        conversation_id: conversation.id,
        agent_output_audio_format: config.conversation_config.tts.agent_output_audio_format,
        user_input_audio_format: config.conversation_config.asr.user_input_audio_format,
      },
    });
    const started = begin(config, initiation, conversation.id);
    conversation.variables = { ...initiation.dynamic_variables, system__agent_id: this.#agent.id };
    if ('errorType' in started) {
      this.#fail(1008, started.errorType, started.reason);
      return;
    }
    conversation.variables = { ...started.variables, ...conversation.variables };
    this.#dialogue = new Dialogue(this.#stage, started.firstMessage);
    this.#dialogue.start();
    this.#ping();
    this.#timers.after(started.maxDurationMs, () =>
      this.#fail(1000, 'max_duration_exceeded', 'Conversation exceeded its maximum duration'),
    );
  }

  #wants(type: string): boolean {
    return this.#agent.config.conversation_config.conversation.client_events.includes(type);
  }

  #emit(type: string, body: Record<string, unknown>): void {
    if (this.#ending || (!ALWAYS_SENT.has(type) && !this.#wants(type))) return;
    this.#socket.send(JSON.stringify({ ...body, type }));
  }

  /** The first ping knows no latency yet. */
  #ping(): void {
    if (Date.now() - this.#lastDataAt > RECEIVES_WITHIN) {
      this.#fail(1002, 'transport_receive_timeout', 'No data was received from the client');
      return;
    }
    this.#pingSentAt = Date.now();
    this.#emit('ping', { ping_event: { event_id: ++this.#pings, ping_ms: this.#pingMs } });
    this.#timers.after(PING_EVERY, () => this.#ping());
  }

  #takePong(eventId: number): void {
    if (eventId === this.#pings) this.#pingMs = Date.now() - this.#pingSentAt;
  }

  async #callTools(eventId: number): Promise<void> {
    if (!this.#wants('client_tool_call')) return;
    const conversation = this.#conversation;
    for (const tool of clientToolsOf(this.#agent.config)) {
      const atMs = Date.now() - conversation.startedAt;
      let id = '';
      const result = await this.#tools.call(tool, (call) => {
        id = call.id;
        this.#emit('client_tool_call', {
          client_tool_call: {
            tool_name: tool.name,
            tool_call_id: call.id,
            parameters: {},
            event_id: eventId,
            expects_response: tool.expects_response,
          },
        });
      });
      const used = { id, name: tool.name, type: 'client' as const, parameters: '{}', result };
      conversation.turns.push({ role: 'agent', message: null, atMs, tool: used });
    }
  }

  #hangUp(eventId: number): void {
    if (!hasSystemTool(this.#agent.config, 'end_call')) return;
    const conversation = this.#conversation;
    const id = newId('toolcall');
    conversation.turns.push({
      role: 'agent',
      message: null,
      atMs: Date.now() - conversation.startedAt,
      tool: {
        id,
        name: 'end_call',
        type: 'system',
        parameters: '{"reason":"done"}',
        result: '{"status":"success"}',
      },
    });
    this.#emit('agent_tool_response', {
      agent_tool_response: {
        tool_name: 'end_call',
        tool_call_id: id,
        tool_type: 'system',
        is_error: false,
        is_called: true,
        event_id: eventId,
      },
    });
    this.#end(1000, 'end_call tool was called.');
  }

  #fail(code: 1000 | 1002 | 1008, errorType: string, reason: string): void {
    if (this.#ending) return;
    this.#emit('error', { error_event: { code, error_type: errorType, reason, message: reason } });
    if (code !== 1000) this.#conversation.error = { code, reason };
    this.#end(code, reason);
  }

  #end(code: number, reason: string): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#timers.clear();
    this.#conversation.terminationReason = reason;
    this.#timers.after(CLOSING_MS, () => this.#socket.terminate());
    // A close frame holds at most 123 bytes of reason.
    this.#socket.close(code, code === 1000 ? '' : Buffer.from(reason).subarray(0, 123));
  }

  #onClose(code: number): void {
    this.#timers.clear();
    this.#dialogue?.finish();
    const conversation = this.#conversation;
    conversation.terminationReason ||= `Client disconnected: ${code}`;
    conversation.endedAt = Date.now();
    conversation.notes.endedAt = conversation.endedAt;
    conversation.notes.closeCode = code;
    this.#ending = true;
    this.#onEnd();
  }
}
