import type { Socket } from 'node:net';
import { AudioEar, type EarEvents } from './audio-ear.ts';
import { microseconds } from './clock.ts';
import { closePayload, FrameReader, OPCODE, serverFrame } from './frames.ts';
import { writeAudio } from './spoken.ts';

export interface AgentSideEvents extends Pick<EarEvents, 'heard' | 'altered' | 'faulty'> {
  /** The initiation came and was answered with metadata: the agent may speak. */
  ready: () => void;
  /** A ping was answered, after so many microseconds. */
  pong: (afterMicroseconds: number) => void;
  closed: () => void;
}

const NORMAL = 1000;
/** An agent's turn of ten seconds, for the ids that interruptions refer to. */
const UNITS_OF_A_TURN = 50;

/** ElevenLabs' socket of one conversation, on the bare TCP socket that is left after the upgrade. */
export class AgentSide {
  readonly #number: number;
  readonly #socket: Socket;
  readonly #events: AgentSideEvents;
  readonly #ear: AudioEar;
  readonly #frames = new FrameReader((opcode, payload) => this.#onFrame(opcode, payload));
  readonly #pings = new Map<number, number>();
  #arrivedAt = 0;
  #isReady = false;
  #pingId = 0;

  constructor(number: number, socket: Socket, head: Buffer, events: AgentSideEvents) {
    this.#number = number;
    this.#socket = socket;
    this.#events = events;
    this.#ear = new AudioEar('up', payloadOf, { ...events, said: this.#onSaid });
    socket.setNoDelay(true);
    socket.on('data', this.#onData);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
    if (head.length > 0) this.#onData(head);
  }

  /** Sends 200 ms of the agent's voice. */
  speak(sequence: number): void {
    const eventId = 1 + Math.floor(sequence / UNITS_OF_A_TURN);
    const audio = writeAudio(eventId, { sender: this.#number, sequence, sentAt: microseconds() });
    this.#socket.write(serverFrame(OPCODE.text, audio));
  }

  ping(): void {
    const event_id = ++this.#pingId;
    this.#pings.set(event_id, microseconds());
    this.#say({ type: 'ping', ping_event: { event_id, ping_ms: null } });
  }

  /** What the agent said, and what it understood of the person. */
  said(agent_response: string, user_transcript: string): void {
    this.#say({ type: 'agent_response', agent_response_event: { agent_response, event_id: 1 } });
    this.#say({ type: 'user_transcript', user_transcription_event: { user_transcript, event_id: 1 } });
  }

  #say(message: object): void {
    this.#socket.write(serverFrame(OPCODE.text, Buffer.from(JSON.stringify(message))));
  }

  /** The agent ends the conversation. */
  close(): void {
    this.#socket.write(serverFrame(OPCODE.close, closePayload(NORMAL)));
  }

  /** The connection is gone without a word. */
  destroy(): void {
    this.#socket.resetAndDestroy();
  }

  #onData = (chunk: Buffer): void => {
    this.#arrivedAt = microseconds();
    this.#frames.push(chunk);
  };

  #onFrame(opcode: number, payload: Buffer): void {
    if (opcode === OPCODE.text) this.#ear.take(payload, this.#arrivedAt);
    else if (opcode === OPCODE.ping) this.#socket.write(serverFrame(OPCODE.pong, payload));
    else if (opcode === OPCODE.close) this.#socket.end(serverFrame(OPCODE.close, payload));
  }

  #onSaid = (message: Record<string, unknown>): void => {
    if (message.type === 'conversation_initiation_client_data') this.#onInitiation();
    else if (message.type === 'pong') this.#onPong(message.event_id);
  };

  #onInitiation(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    this.#say({
      type: 'conversation_initiation_metadata',
      conversation_initiation_metadata_event: {
        conversation_id: `conv_bench${String(this.#number).padStart(20, '0')}`,
        agent_output_audio_format: 'ulaw_8000',
        user_input_audio_format: 'ulaw_8000',
      },
    });
    this.#events.ready();
  }

  #onPong(id: unknown): void {
    const sentAt = typeof id === 'number' ? this.#pings.get(id) : undefined;
    if (sentAt === undefined) this.#events.faulty();
    else this.#events.pong(this.#arrivedAt - sentAt);
    if (typeof id === 'number') this.#pings.delete(id);
  }

  /** `close` follows. */
  #onError = (): void => undefined;

  #onClose = (): void => this.#events.closed();
}

function payloadOf({ user_audio_chunk: chunk }: Record<string, unknown>): string | 'faulty' | undefined {
  if (chunk === undefined) return undefined;
  return typeof chunk === 'string' ? chunk : 'faulty';
}
