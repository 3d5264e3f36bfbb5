import WebSocket, { type RawData } from 'ws';
import { durationMs, FRAME_MS } from '../audio/mulaw.ts';
import type { StreamNotes } from '../line-notes.ts';
import type { PhoneLine } from './phone-line.ts';
import { newSid } from './sids.ts';
import { signatureOf } from './signature.ts';
import { readCommand, type StreamCommand } from './stream-commands.ts';
import {
  brokenPipe,
  faultOfClose,
  faultOfError,
  faultOfResponse,
  type StreamFault,
} from './stream-faults.ts';

export interface StreamOrder {
  /** As written in the TwiML: this is what the upgrade's signature covers. */
  url: string;
  name?: string;
  parameters: Record<string, string>;
}

/** Timestamps of real streams begin about here, in milliseconds. */
const FIRST_TIMESTAMP = 155;
const HANDSHAKE_MS = 5000;
const CLOSING_MS = 2000;
/** A reader that leaves so much unread is too slow: sound is dropped (31930). */
const MOST_UNREAD = 64 * 1024;

export type StreamEnd = { kind: 'stopped' } | { kind: 'error'; fault: StreamFault };

interface StreamParts {
  order: StreamOrder;
  accountSid: string;
  authToken: string;
  callSid: string;
  line: PhoneLine;
  notes: StreamNotes;
  onStart: () => void;
  onWarning: (code: number) => void;
}

/**
 * The client's side of one bidirectional media stream (protocol reference 4). It opens on construction; `ended` settles once,
 * when the socket is closed by either side or could not be opened. `stop` is for the end of the call or of the verb.
 */
export class MediaStream {
  readonly sid: string;
  readonly ended: Promise<StreamEnd>;
  readonly #parts: StreamParts;
  readonly #socket: WebSocket;
  #sequence = 0;
  #chunk = 0;
  #stopping = false;
  #fault: StreamFault | undefined;
  #closingTimer: NodeJS.Timeout | undefined;
  #stopKeys: () => void = () => {};

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.sid = parts.notes.sid;
    this.#socket = new WebSocket(parts.order.url, {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: 2 ** 20,
      headers: {
        'user-agent': 'Twilio.TmeWs/1.0',
        'x-twilio-signature': signatureOf(parts.authToken, parts.order.url, {}),
      },
    });
    this.#socket.on('open', () => this.#onOpen());
    this.#socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    this.#socket.on('unexpected-response', (request) => {
      this.#fault ??= faultOfResponse();
      request.destroy();
      this.#socket.terminate();
    });
    this.#socket.on('error', (error) => {
      this.#fault ??= this.#stopping ? undefined : faultOfError(error);
    });
    this.ended = new Promise((resolve) => {
      this.#socket.on('close', (code) => resolve(this.#onClose(code)));
    });
  }

  /** Says `stop` and closes. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    const { accountSid, callSid } = this.#parts;
    this.#leaveLine();
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#send('stop', `"stop":${JSON.stringify({ accountSid, callSid })}`);
    }
    this.#closingTimer = setTimeout(() => this.#socket.terminate(), CLOSING_MS);
    this.#socket.close(1000);
  }

  /** The socket dies as when the network fails: no `stop`, no close frame (1006 on the other side). */
  breakOff(): void {
    if (this.#stopping) return;
    this.#fault ??= brokenPipe();
    this.#stopping = true;
    this.#leaveLine();
    this.#socket.terminate();
  }

  #leaveLine(): void {
    this.#parts.line.listen(undefined);
    this.#stopKeys();
  }

  #onOpen(): void {
    const { accountSid, callSid, line, order, onStart } = this.#parts;
    this.#socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
    const start = {
      accountSid,
      streamSid: this.sid,
      callSid,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: order.parameters,
    };
    this.#send('start', `"start":${JSON.stringify(start)}`);
    line.listen((frame) => this.#sendFrame(frame));
    this.#stopKeys = line.onKeys((digit) => {
      this.#send('dtmf', `"dtmf":${JSON.stringify({ track: 'inbound_track', digit })}`);
    });
    onStart();
  }

  #sendFrame(frame: Buffer): void {
    const { notes } = this.#parts;
    const timestamp = FIRST_TIMESTAMP + this.#chunk * FRAME_MS;
    this.#chunk++;
    if (this.#socket.bufferedAmount > MOST_UNREAD) {
      notes.framesDropped++;
      this.#warn(31930);
      return;
    }
    notes.framesSent++;
    const media = `"track":"inbound","chunk":"${this.#chunk}","timestamp":"${timestamp}","payload":"${frame.toString('base64')}"`;
    this.#send('media', `"media":{${media}}`);
  }

  #send(event: string, body: string): void {
    this.#sequence++;
    this.#socket.send(
      `{"event":"${event}","sequenceNumber":"${this.#sequence}",${body},"streamSid":"${this.sid}"}`,
    );
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    const command = isBinary ? undefined : readCommand(data.toString(), this.sid);
    if (command === undefined) this.#warn(isBinary ? 31950 : 31951);
    else if (!this.#stopping) this.#obey(command);
  }

  #obey(command: StreamCommand): void {
    const { line, notes } = this.#parts;
    if (command.event === 'clear') {
      notes.clearsReceived++;
      line.playback.clear();
    } else if (command.event === 'mark') {
      notes.marksReceived++;
      line.playback.mark(() => this.#echo(command.mark.name));
    } else {
      const audio = Buffer.from(command.media.payload, 'base64');
      notes.mediaReceived++;
      notes.msReceived += durationMs(audio.length);
      if (!line.playback.push(audio)) this.#warn(31931);
    }
  }

  #echo(name: string): void {
    if (this.#stopping || this.#socket.readyState !== WebSocket.OPEN) return;
    this.#send('mark', `"mark":${JSON.stringify({ name })}`);
  }

  /** Each warning is given once for a stream. */
  #warn(code: number): void {
    if (this.#parts.notes.warnings.includes(code)) return;
    this.#parts.notes.warnings.push(code);
    this.#parts.onWarning(code);
  }

  #onClose(code: number): StreamEnd {
    clearTimeout(this.#closingTimer);
    const { line, notes } = this.#parts;
    if (!this.#stopping) {
      this.#leaveLine();
      // What had not been played when the server left is not heard.
      line.playback.clear();
    }
    notes.closeCode = code;
    const fault = this.#fault ?? (this.#stopping ? undefined : faultOfClose(code));
    if (!fault) return { kind: 'stopped' };
    notes.error = fault.code;
    return { kind: 'error', fault };
  }
}

export function newStreamNotes(): StreamNotes {
  return {
    sid: newSid('MZ'),
    framesSent: 0,
    framesDropped: 0,
    mediaReceived: 0,
    msReceived: 0,
    marksReceived: 0,
    clearsReceived: 0,
    warnings: [],
  };
}
