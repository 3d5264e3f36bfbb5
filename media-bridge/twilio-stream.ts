import type { RawData, WebSocket } from 'ws';
import { type StreamMessage, type StreamStart, streamMessageSchema } from '../contracts/vendors/twilio.ts';
import type { Counters } from './counters.ts';
import { FrameWriter } from './frame-writer.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Limits } from './limits.ts';
import type { Line } from './line.ts';
import { listen } from './listeners.ts';
import { Ears } from './live/ears.ts';
import { MediaLayout } from './media-layout.ts';
import { type Audio, isBase64, MEDIA_TAIL, mediaHead, wholeOf } from './splice.ts';
import type { Taker } from './tapped-connection.ts';

/** What Twilio's side tells the session. */
export interface TwilioEvents {
  started: (start: StreamStart) => void;
  spoke: (audio: Audio) => void;
  markEchoed: (name: string) => void;
  keyPressed: (digit: string) => void;
  stopped: () => void;
  /** A message that must be right is not. */
  faulty: (fault: string) => void;
  closed: (code: number) => void;
}

/**
 * Twilio's socket of one call (Media Streams, bidirectional). It understands `media`, `mark` and `clear`, whose fields
 * must be exactly those written here: a missing or an extra one makes Twilio ignore the message (warning 31951).
 */
export class TwilioStream {
  /** Those who listen in: all audio of both sides passes here. */
  readonly ears = new Ears();
  readonly #socket: WebSocket;
  readonly #events: TwilioEvents;
  readonly #counters: Counters;
  readonly #unsentBytes: number;
  readonly #heartbeat: Heartbeat;
  readonly #detach: () => void;
  #streamSid: string | undefined;
  #mediaHead: Buffer | undefined;
  readonly #layout = new MediaLayout();
  readonly #frames: FrameWriter;

  constructor({ socket, connection }: Line, events: TwilioEvents, limits: Limits, counters: Counters) {
    this.#socket = socket;
    connection.taker = this.#takeAudio;
    this.#frames = new FrameWriter(connection.socket, false);
    this.#events = events;
    this.#counters = counters;
    this.#unsentBytes = limits.twilioUnsentBytes;
    this.#heartbeat = new Heartbeat(socket, connection.socket, limits.heartbeatMs);
    this.#detach = listen(socket, {
      message: this.#onMessage,
      error: this.#onError,
      close: this.#onClose,
    });
  }

  /** Plays an agent's audio; false when Twilio does not take it fast enough. */
  play(audio: Audio): boolean {
    const head = this.#mediaHead;
    if (!head || !this.#isOpen() || this.#frames.hasUnsent(this.#unsentBytes)) return false;
    this.#frames.write(head, audio.bytes, audio.start, audio.end, MEDIA_TAIL);
    this.ears.heardAgent(audio);
    return true;
  }

  /** Asks to be told when all audio sent so far has been played. */
  mark(name: string): void {
    this.#send({ event: 'mark', streamSid: this.#streamSid, mark: { name } });
  }

  /** Empties Twilio's buffer at once. */
  clear(): void {
    this.#send({ event: 'clear', streamSid: this.#streamSid });
    this.ears.cleared();
  }

  /** Closes the stream; the call ends with it, since nothing follows in the TwiML. */
  close(code: number): void {
    this.#socket.close(code);
  }

  #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #send(message: object): void {
    if (this.#isOpen()) this.#socket.send(JSON.stringify(message));
  }

  /** Audio comes this way, unless its message arrived in pieces. */
  #takeAudio: Taker = (bytes, start, end) => {
    const audio = this.#layout.find(bytes, start, end);
    if (!audio || !this.#isOpen()) return false;
    this.#onAudio(audio);
    return true;
  };

  #onMessage = (data: RawData, isBinary: boolean): void => {
    if (isBinary || !Buffer.isBuffer(data)) {
      this.#counters.ignored++;
      return;
    }
    const audio = this.#layout.find(data, 0, data.length);
    if (audio) this.#onAudio(audio);
    else this.#onOther(data);
  };

  #onAudio(audio: Audio): void {
    const { measures } = this.#counters;
    const timedFrom = measures.personFrame(audio);
    this.#events.spoke(audio);
    if (timedFrom > 0) measures.addedUp.observe(performance.now() - timedFrom);
    this.ears.heardPerson(audio);
  }

  #onOther(data: Buffer): void {
    const message = parse(data);
    if (message === 'faulty start')
      this.#events.faulty('the start message lacks a field that is needed, or names two streams');
    else if (message === undefined) this.#counters.ignored++;
    else this.#dispatch(message, data);
  }

  #dispatch(message: StreamMessage, data: Buffer): void {
    if (message.event === 'connected') return;
    if (message.event === 'start') this.#onStart(message.start);
    else if (message.streamSid !== (this.#streamSid ?? message.streamSid)) this.#counters.ignored++;
    else if (message.event === 'media') this.#onParsedMedia(message.media.payload, data);
    else if (message.event === 'mark') this.#events.markEchoed(message.mark.name);
    else if (message.event === 'dtmf') this.#events.keyPressed(message.dtmf.digit);
    else if (message.event === 'stop') this.#events.stopped();
  }

  #onStart(start: StreamStart): void {
    if (this.#streamSid !== undefined) {
      this.#counters.ignored++;
      return;
    }
    this.#streamSid = start.streamSid;
    this.#mediaHead = mediaHead(start.streamSid);
    this.#events.started(start);
  }

  #onParsedMedia(payload: string, data: Buffer): void {
    if (!isBase64(payload)) {
      this.#counters.ignored++;
      return;
    }
    const learned = this.#layout.learn(data, payload);
    if (!learned) this.#counters.parsedAudio++;
    this.#onAudio(learned ?? wholeOf(Buffer.from(payload, 'latin1')));
  }

  /** ws closes the socket after an error by itself; the close event tells the session. */
  #onError = (): void => {
    this.#counters.socketErrors++;
  };

  #onClose = (code: number): void => {
    this.#heartbeat.stop();
    this.#detach();
    this.ears.end();
    this.#events.closed(code);
  };
}

function parse(data: Buffer): StreamMessage | 'faulty start' | undefined {
  let json: unknown;
  try {
    json = JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
  const result = streamMessageSchema.safeParse(json);
  if (result.success) return isOfOneStream(result.data) ? result.data : 'faulty start';
  const isStart = typeof json === 'object' && json !== null && 'event' in json && json.event === 'start';
  return isStart ? 'faulty start' : undefined;
}

/** Audio is sent to the stream that `start` names, so it must name one alone. */
function isOfOneStream(message: StreamMessage): boolean {
  return message.event !== 'start' || message.streamSid === message.start.streamSid;
}
