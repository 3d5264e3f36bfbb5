import { WebSocket } from 'ws';
import { streamPath } from '../../contracts/stream.ts';
import { streamSignature } from '../../media-bridge/stream-signature.ts';
import { streamToken } from '../../platform/stream-token.ts';
import { until } from '../support/until.ts';

type Json = Record<string, unknown>;

export const AUTH_TOKEN = 'twilio-auth-token-of-tests-0123456789';
export const SESSION_SECRET = 'session-secret-of-tests-0123456789abcdef';
export const PUBLIC_URL = 'wss://bridge.example.com';
export const STREAM_SID = 'MZ0123456789abcdef0123456789abcdef';
export const CALL_SID = 'CA0123456789abcdef0123456789abcdef';
const ACCOUNT_SID = 'AC0123456789abcdef0123456789abcdef';

/** What an upgrade request may get wrong. */
export interface Knock {
  callId: string;
  path?: string;
  signature?: string | null;
}

/** Plays Twilio's Media Streams: one socket, signed, and the messages of the protocol. */
export class TwilioPeer {
  readonly received: Json[] = [];
  /** The same as they were written. */
  readonly texts: string[] = [];
  closeCode: number | undefined;
  readonly socket: WebSocket;
  #sequence = 0;
  #chunk = 0;

  constructor(port: number, { callId, path, signature }: Knock) {
    const signedPath = path ?? streamPath(callId, streamToken(callId, SESSION_SECRET));
    const sent = signature === undefined ? streamSignature(PUBLIC_URL + signedPath, AUTH_TOKEN) : signature;
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${signedPath}`, {
      perMessageDeflate: false,
      headers: sent === null ? {} : { 'x-twilio-signature': sent },
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code) => {
      this.closeCode = code;
    });
    this.socket.on('message', (data) => {
      this.texts.push(String(data));
      this.received.push(JSON.parse(String(data)));
    });
  }

  /** HTTP status of a refused upgrade, or 101. */
  static knock(port: number, knock: Knock): Promise<number> {
    const peer = new TwilioPeer(port, knock);
    return new Promise((resolve) => {
      peer.socket.once('unexpected-response', (request, response) => {
        request.destroy();
        resolve(response.statusCode ?? 0);
      });
      peer.socket.once('open', () => {
        peer.socket.terminate();
        resolve(101);
      });
    });
  }

  async open(): Promise<void> {
    if (this.socket.readyState === WebSocket.OPEN) return;
    await new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
  }

  /** `connected` and `start`, as Twilio sends them right after the upgrade. */
  async start(parameters: Record<string, string> = {}, mediaFormat: Json = {}): Promise<void> {
    await this.open();
    this.send({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    this.send({
      event: 'start',
      sequenceNumber: this.#next(),
      start: {
        accountSid: ACCOUNT_SID,
        streamSid: STREAM_SID,
        callSid: CALL_SID,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1, ...mediaFormat },
        customParameters: parameters,
      },
      streamSid: STREAM_SID,
    });
  }

  /** One 20 ms frame of the person's voice. */
  speak(payload: string): void {
    this.#chunk++;
    this.send({
      event: 'media',
      sequenceNumber: this.#next(),
      media: {
        track: 'inbound',
        chunk: String(this.#chunk),
        timestamp: String(155 + this.#chunk * 20),
        payload,
      },
      streamSid: STREAM_SID,
    });
  }

  press(digit: string): void {
    this.send({
      event: 'dtmf',
      streamSid: STREAM_SID,
      sequenceNumber: this.#next(),
      dtmf: { track: 'inbound_track', digit },
    });
  }

  echo(name: unknown): void {
    this.send({ event: 'mark', sequenceNumber: this.#next(), streamSid: STREAM_SID, mark: { name } });
  }

  stop(): void {
    const stop = { accountSid: ACCOUNT_SID, callSid: CALL_SID };
    this.send({ event: 'stop', sequenceNumber: this.#next(), streamSid: STREAM_SID, stop });
  }

  send(message: Json | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The first message received of this event, or the nth. */
  expect(event: string, nth = 1): Promise<Json> {
    return until(`${event} ${nth} for Twilio`, () => this.ofEvent(event)[nth - 1]);
  }

  ofEvent(event: string): Json[] {
    return this.received.filter((message) => message.event === event);
  }

  /** Payloads that the person is to hear, in order. */
  played(): unknown[] {
    return this.ofEvent('media').map(({ media }) => (media as Json).payload);
  }

  closed(): Promise<number> {
    return until('the stream to close', () => this.closeCode);
  }

  #next(): string {
    return String(++this.#sequence);
  }
}
