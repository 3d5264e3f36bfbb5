import { type ClientOptions, type RawData, WebSocket } from 'ws';
import { type AgentMessage, agentMessageSchema } from '../contracts/vendors/elevenlabs.ts';
import type { Counters } from './counters.ts';
import type { AgentClose } from './end-reasons.ts';
import { Heartbeat } from './heartbeat.ts';
import { AGENT_MAX_PAYLOAD, type Limits } from './limits.ts';
import { listen } from './listeners.ts';
import { type AgentAudio, agentAudioIn, isBase64 } from './splice.ts';

/** What the agent is told about the call before it says a word. */
export interface Initiation {
  /** Found again by `user_id` in the list of conversations. */
  callId: string;
  variables: Record<string, string>;
}

/** What the agent's side tells the session. */
export interface AgentEvents {
  /** Audio to be played, lying in the message at `audio`. */
  spoke: (message: Buffer, audio: AgentAudio) => void;
  said: (message: AgentMessage) => void;
  closed: (close: AgentClose) => void;
}

const AS_TEXT = { binary: false } as const;
const NORMAL = 1000;

/**
 * The agent's socket of one conversation. It cannot be resumed: another socket is another conversation. All frames are
 * JSON text; a ping of theirs is answered here and at once, since they take the time as the line's latency.
 */
export class ElevenLabsAgent {
  readonly #socket: WebSocket;
  readonly #initiation: Initiation;
  readonly #events: AgentEvents;
  readonly #limits: Limits;
  readonly #counters: Counters;
  readonly #detach: () => void;
  #heartbeat: Heartbeat | undefined;
  #ready = false;
  #errorType: string | undefined;
  #fault: string | undefined;

  constructor(
    signedUrl: string,
    initiation: Initiation,
    events: AgentEvents,
    limits: Limits,
    counters: Counters,
  ) {
    this.#initiation = initiation;
    this.#events = events;
    this.#limits = limits;
    this.#counters = counters;
    // Known to ws 8.19 and later, not yet to its types.
    const options: ClientOptions & { closeTimeout: number } = {
      perMessageDeflate: false,
      maxPayload: AGENT_MAX_PAYLOAD,
      handshakeTimeout: limits.agentHandshakeMs,
      closeTimeout: limits.closeMs,
    };
    this.#socket = new WebSocket(signedUrl, options);
    this.#detach = listen(this.#socket, {
      open: this.#onOpen,
      message: this.#onMessage,
      pong: this.#onPong,
      error: this.#onError,
      close: this.#onClose,
    });
  }

  /** Sends a `user_audio_chunk` message; false when the agent's side does not take it fast enough. */
  hear(frame: Buffer): boolean {
    if (!this.#isOpen() || this.#socket.bufferedAmount > this.#limits.agentUnsentBytes) return false;
    this.#socket.send(frame, AS_TEXT);
    return true;
  }

  /** A text that the agent answers like something the person said. */
  tell(text: string): void {
    this.#send({ type: 'user_message', text });
  }

  /** Answers a tool that cannot be served; without an answer the agent is mute for the tool's whole time-out. */
  refuseTool(toolCallId: string, why: string): void {
    this.#send({ type: 'client_tool_result', tool_call_id: toolCallId, result: why, is_error: true });
  }

  close(): void {
    this.#socket.close(NORMAL);
  }

  #isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  #send(message: object): void {
    if (this.#isOpen()) this.#socket.send(JSON.stringify(message));
  }

  #onOpen = (): void => {
    this.#heartbeat = new Heartbeat(this.#socket, this.#limits.heartbeatMs);
    this.#send({
      type: 'conversation_initiation_client_data',
      dynamic_variables: this.#initiation.variables,
      user_id: this.#initiation.callId,
    });
  };

  #onMessage = (data: RawData, isBinary: boolean): void => {
    this.#heartbeat?.heard();
    if (isBinary || !Buffer.isBuffer(data)) {
      this.#counters.ignored++;
      return;
    }
    const audio = agentAudioIn(data);
    if (audio) this.#events.spoke(data, audio);
    else this.#onOther(data);
  };

  #onOther(data: Buffer): void {
    const message = parse(data);
    if (message === undefined) this.#counters.ignored++;
    else if (message.type === 'ping') this.#onPing(message.ping_event.event_id);
    else if (message.type === 'audio') this.#onParsedAudio(message.audio_event);
    else this.#onSaid(message);
  }

  #onPing(eventId: number): void {
    this.#counters.pings++;
    this.#send({ type: 'pong', event_id: eventId });
  }

  #onSaid(message: AgentMessage): void {
    if (message.type === 'conversation_initiation_metadata') this.#ready = true;
    else if (message.type === 'error') this.#errorType = message.error_event.error_type;
    this.#events.said(message);
  }

  #onParsedAudio(event: { audio_base_64: string; event_id: number }): void {
    if (!isBase64(event.audio_base_64)) {
      this.#counters.ignored++;
      return;
    }
    this.#counters.parsedAudio++;
    const payload = Buffer.from(event.audio_base_64, 'latin1');
    this.#events.spoke(payload, { start: 0, end: payload.length, eventId: event.event_id });
  }

  #onPong = (): void => this.#heartbeat?.heard();

  /** ws closes the socket after an error by itself; the close event tells the session. */
  #onError = (error: Error): void => {
    this.#counters.socketErrors++;
    this.#fault = error.message;
  };

  #onClose = (code: number): void => {
    this.#heartbeat?.stop();
    this.#detach();
    this.#events.closed({ code, ready: this.#ready, errorType: this.#errorType, fault: this.#fault });
  };
}

function parse(data: Buffer): AgentMessage | undefined {
  try {
    return agentMessageSchema.safeParse(JSON.parse(data.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
