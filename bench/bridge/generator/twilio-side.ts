import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { AudioEar, type EarEvents } from './audio-ear.ts';
import { microseconds } from './clock.ts';
import { clientFrame, closePayload, FrameReader, OPCODE } from './frames.ts';
import { writeMedia } from './spoken.ts';

export interface StreamAddress {
  port: number;
  path: string;
  /** `x-twilio-signature` */
  signature: string;
}

export interface TwilioSideEvents extends Pick<EarEvents, 'heard' | 'altered' | 'faulty'> {
  /** The upgrade was accepted, and `start` sent. */
  started: () => void;
  /** The upgrade was answered with another status. */
  refused: (status: number) => void;
  closed: () => void;
}

const NORMAL = 1000;
const HEAD_END = Buffer.from('\r\n\r\n');
const ACCOUNT_SID = `AC${'b'.repeat(32)}`;

/**
 * Twilio's socket of one call, on a bare TCP socket: `connected` and `start` after the upgrade, audio when told, marks
 * echoed at once, as if everything had been played.
 */
export class TwilioSide {
  readonly #number: number;
  readonly #address: StreamAddress;
  readonly #parameters: Record<string, string>;
  readonly #events: TwilioSideEvents;
  readonly #socket: Socket;
  readonly #ear: AudioEar;
  readonly #frames = new FrameReader((opcode, payload) => this.#onFrame(opcode, payload));
  readonly #streamSid: string;
  readonly #callSid: string;
  #head: Buffer | undefined = Buffer.alloc(0);
  #arrivedAt = 0;
  #sequence = 1;

  constructor(
    number: number,
    address: StreamAddress,
    parameters: Record<string, string>,
    events: TwilioSideEvents,
  ) {
    this.#number = number;
    this.#address = address;
    this.#parameters = parameters;
    this.#events = events;
    this.#streamSid = `MZ${number.toString(16).padStart(32, '0')}`;
    this.#callSid = `CA${number.toString(16).padStart(32, '0')}`;
    this.#ear = new AudioEar('down', this.#payloadOf, { ...events, said: this.#onSaid });
    this.#socket = connect({ port: address.port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('connect', this.#onConnect);
    this.#socket.on('data', this.#onData);
    this.#socket.on('error', this.#onError);
    this.#socket.on('close', this.#onClose);
  }

  /** Sends one frame of the person's voice. */
  speak(sequence: number): void {
    const stamp = { sender: this.#number, sequence, sentAt: microseconds() };
    const media = writeMedia(this.#streamSid, ++this.#sequence, stamp);
    this.#socket.write(clientFrame(OPCODE.text, media));
  }

  /** The person hangs up. */
  stop(): void {
    const stop = { accountSid: ACCOUNT_SID, callSid: this.#callSid };
    this.#send({ event: 'stop', sequenceNumber: this.#next(), streamSid: this.#streamSid, stop });
    this.#socket.write(clientFrame(OPCODE.close, closePayload(NORMAL)));
  }

  /** The connection is gone without a word. */
  destroy(): void {
    this.#socket.resetAndDestroy();
  }

  #next(): string {
    return String(++this.#sequence);
  }

  #send(message: object): void {
    this.#socket.write(clientFrame(OPCODE.text, Buffer.from(JSON.stringify(message))));
  }

  #onConnect = (): void => {
    const { port, path, signature } = this.#address;
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      `X-Twilio-Signature: ${signature}`,
      'User-Agent: Twilio.TmeWs/1.0',
    ];
    this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  };

  #onData = (chunk: Buffer): void => {
    this.#arrivedAt = microseconds();
    if (this.#head) this.#onHead(Buffer.concat([this.#head, chunk]));
    else this.#frames.push(chunk);
  };

  #onHead(head: Buffer): void {
    const end = head.indexOf(HEAD_END);
    this.#head = head;
    if (end === -1) return;
    const status = Number(head.toString('latin1', 9, 12));
    if (status !== 101) {
      this.#events.refused(status);
      this.#socket.destroy();
      return;
    }
    this.#head = undefined;
    this.#start();
    this.#events.started();
    if (head.length > end + HEAD_END.length) this.#frames.push(head.subarray(end + HEAD_END.length));
  }

  #start(): void {
    this.#send({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    const start = {
      accountSid: ACCOUNT_SID,
      streamSid: this.#streamSid,
      callSid: this.#callSid,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: this.#parameters,
    };
    this.#send({ event: 'start', sequenceNumber: '1', start, streamSid: this.#streamSid });
  }

  #onFrame(opcode: number, payload: Buffer): void {
    if (opcode === OPCODE.text) this.#ear.take(payload, this.#arrivedAt);
    else if (opcode === OPCODE.ping) this.#socket.write(clientFrame(OPCODE.pong, payload));
    else if (opcode === OPCODE.close) this.#socket.end(clientFrame(OPCODE.close, payload));
  }

  /** Twilio ignores a message with a field too many or with another stream's id. */
  #payloadOf = (message: Record<string, unknown>): string | 'faulty' | undefined => {
    if (message.event !== 'media') return undefined;
    const { event, streamSid, media, ...more } = message;
    const payload =
      typeof media === 'object' && media !== null && 'payload' in media ? media.payload : undefined;
    const isUsable = streamSid === this.#streamSid && Object.keys(more).length === 0;
    return isUsable && typeof payload === 'string' ? payload : 'faulty';
  };

  #onSaid = ({ event, mark }: Record<string, unknown>): void => {
    if (event === 'mark')
      this.#send({ event, sequenceNumber: this.#next(), streamSid: this.#streamSid, mark });
    else if (event !== 'clear') this.#events.faulty();
  };

  /** `close` follows. */
  #onError = (): void => undefined;

  #onClose = (): void => this.#events.closed();
}
