import { type RawData, WebSocket } from 'ws';
import { type AgentMessage, agentMessageSchema } from '../contracts/vendors/elevenlabs.ts';
import type { ToolCall } from './client-tools.ts';
import type { Counters } from './counters.ts';
import type { AgentClose } from './end-reasons.ts';
import { FrameWriter } from './frame-writer.ts';
import { Heartbeat } from './heartbeat.ts';
import { AGENT_MAX_PAYLOAD, type Limits } from './limits.ts';
import { openLine } from './line.ts';
import { listen } from './listeners.ts';
import type { AgentOverride } from './overrides.ts';
import {
  type AgentAudio,
  type Audio,
  agentAudioIn,
  isBase64,
  USER_AUDIO_HEAD,
  USER_AUDIO_TAIL,
  wholeOf,
} from './splice.ts';
import type { Taker, TappedConnection } from './tapped-connection.ts';
import { fromAgentFormat, toAgentFormat } from './transcode/transcoder.ts';
import type { ToolAnswer } from './wishes.ts';

/** What the agent is told about the call before it says a word. */
export interface Initiation {
  /** Found again by `user_id` in the list of conversations. */
  callId: string;
  variables: Record<string, string>;
  override?: AgentOverride | undefined;
}

/** What the agent's side tells the session. */
export interface AgentEvents {
  /** Audio to be played. */
  spoke: (audio: AgentAudio) => void;
  said: (message: AgentMessage) => void;
  /** A client tool is called. */
  asked: (call: ToolCall) => ToolAnswer;
  closed: (close: AgentClose) => void;
}

type Formats = Pick<
  Extract<
    AgentMessage,
    { type: 'conversation_initiation_metadata' }
  >['conversation_initiation_metadata_event'],
  'user_input_audio_format' | 'agent_output_audio_format'
>;

const NORMAL = 1000;

/**
 * The agent's socket of one conversation. It cannot be resumed: another socket is another conversation. All frames are
 * JSON text; a ping of theirs is answered here and at once, since they take the time as the line's latency, and so is a
 * tool.
 */
export class ElevenLabsAgent {
  readonly #socket: WebSocket;
  readonly #initiation: Initiation;
  readonly #events: AgentEvents;
  readonly #limits: Limits;
  readonly #counters: Counters;
  readonly #detach: () => void;
  readonly #connection: TappedConnection;
  #heartbeat: Heartbeat | undefined;
  readonly #frames: FrameWriter;
  #ready = false;
  /** Undefined while the agent speaks as the line does: then nothing is decoded. */
  #toAgent: ((payload: Buffer) => Buffer) | undefined;
  #fromAgent: ((payload: Buffer) => Buffer) | undefined;
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
    const { socket, connection } = openLine(signedUrl, {
      perMessageDeflate: false,
      maxPayload: AGENT_MAX_PAYLOAD,
      handshakeTimeout: limits.agentHandshakeMs,
      closeTimeout: limits.closeMs,
    });
    this.#socket = socket;
    this.#connection = connection;
    this.#frames = new FrameWriter(connection.socket, true);
    this.#detach = listen(this.#socket, {
      upgrade: this.#onUpgrade,
      open: this.#onOpen,
      message: this.#onMessage,
      error: this.#onError,
      close: this.#onClose,
    });
  }

  /** Sends the person's audio; false when the agent's side does not take it fast enough. */
  hear(audio: Audio): boolean {
    if (!this.#isOpen() || this.#frames.hasUnsent(this.#limits.agentUnsentBytes)) return false;
    const { bytes, start, end } = this.#toAgent
      ? wholeOf(this.#toAgent(audio.bytes.subarray(audio.start, audio.end)))
      : audio;
    if (end > start) this.#frames.write(USER_AUDIO_HEAD, bytes, start, end, USER_AUDIO_TAIL);
    return true;
  }

  /** A text that the agent answers like something the person said. */
  tell(text: string): void {
    this.#send({ type: 'user_message', text });
  }

  /** A fact that the agent takes into account without answering it; it does not interrupt. */
  inform(text: string): void {
    this.#send({ type: 'contextual_update', text });
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

  #onUpgrade = (): void => {
    this.#connection.taker = this.#takeAudio;
    this.#heartbeat = new Heartbeat(this.#socket, this.#connection.socket, this.#limits.heartbeatMs);
  };

  #onOpen = (): void => {
    const { variables, callId, override } = this.#initiation;
    this.#send({
      type: 'conversation_initiation_client_data',
      ...(override ? { conversation_config_override: override } : {}),
      dynamic_variables: variables,
      user_id: callId,
    });
  };

  /** Audio comes this way, unless its message is longer than 64 kB or arrived in pieces. */
  #takeAudio: Taker = (bytes, start, end) => {
    return this.#isOpen() && this.#isAudio(bytes.subarray(start, end), performance.now());
  };

  #onMessage = (data: RawData, isBinary: boolean): void => {
    if (isBinary || !Buffer.isBuffer(data)) {
      this.#counters.ignored++;
      return;
    }
    const cameAt = performance.now();
    if (!this.#isAudio(data, cameAt)) this.#onOther(data, cameAt);
  };

  #isAudio(message: Buffer, cameAt: number): boolean {
    const audio = agentAudioIn(message);
    if (!audio) return false;
    this.#spoke(audio);
    this.#counters.measures.addedDown.observe(performance.now() - cameAt);
    return true;
  }

  #onOther(data: Buffer, cameAt: number): void {
    const message = parse(data);
    if (message === undefined) this.#counters.ignored++;
    else if (message.type === 'ping') this.#onPing(message.ping_event.event_id);
    else if (message.type === 'client_tool_call') this.#answerTool(message.client_tool_call);
    else if (message.type === 'mcp_tool_call') this.#refuseApproval(message.mcp_tool_call);
    else if (message.type === 'audio') this.#onParsedAudio(message.audio_event);
    else this.#onSaid(message, cameAt);
  }

  #onPing(eventId: number): void {
    this.#counters.pings++;
    this.#send({ type: 'pong', event_id: eventId });
  }

  /** Whatever is asked for: without an answer the agent is mute for the tool's whole time-out. */
  #answerTool(call: ToolCall): void {
    const { result, isError } = this.#events.asked(call);
    if (isError) this.#counters.unknownTools++;
    if (call.expects_response === false) return;
    this.#send({ type: 'client_tool_result', tool_call_id: call.tool_call_id, result, is_error: isError });
  }

  /** Nobody on a phone call can approve a tool; without an answer the agent is mute until the request runs out. */
  #refuseApproval({ tool_call_id, state }: { tool_call_id: string; state: string }): void {
    if (state !== 'awaiting_approval') return;
    this.#counters.unknownTools++;
    this.#send({ type: 'mcp_tool_approval_result', tool_call_id, is_approved: false });
  }

  #onSaid(message: AgentMessage, cameAt: number): void {
    if (message.type === 'conversation_initiation_metadata')
      this.#onMetadata(message.conversation_initiation_metadata_event);
    else if (message.type === 'error') this.#errorType = message.error_event.error_type;
    else if (message.type === 'user_transcript') this.#counters.measures.understood(cameAt);
    this.#events.said(message);
    if (message.type === 'interruption') this.#counters.measures.bargeIn.observe(performance.now() - cameAt);
  }

  #onParsedAudio(event: { audio_base_64: string; event_id: number }): void {
    if (!isBase64(event.audio_base_64)) {
      this.#counters.ignored++;
      return;
    }
    this.#counters.parsedAudio++;
    const payload = Buffer.from(event.audio_base_64, 'latin1');
    this.#spoke({ ...wholeOf(payload), eventId: event.event_id });
  }

  /** Hands audio on, turned into the line's format where it is in another. */
  #spoke(audio: AgentAudio): void {
    if (!this.#fromAgent) {
      this.#events.spoke(audio);
      return;
    }
    const { bytes, start, end, eventId } = audio;
    const payload = this.#fromAgent(bytes.subarray(start, end));
    if (payload.length > 0) this.#events.spoke({ ...wholeOf(payload), eventId });
  }

  /** Its formats are known from here on, and stay so for the conversation. */
  #onMetadata({ user_input_audio_format, agent_output_audio_format }: Formats): void {
    if (this.#ready) return;
    this.#ready = true;
    this.#toAgent = toAgentFormat(user_input_audio_format);
    this.#fromAgent = fromAgentFormat(agent_output_audio_format);
  }

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
