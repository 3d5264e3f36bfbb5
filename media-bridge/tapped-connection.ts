import { isAscii } from 'node:buffer';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { handleArrived, handleTogether } from './arrivals.ts';
import { endOfText, frameLength, isContinued, startOfText, unmask } from './frames-in.ts';

/** Handles the text message at [start, end) of the bytes; false leaves it to ws. */
export type Taker = (bytes: Buffer, start: number, end: number) => boolean;

/**
 * A connection as ws is given it, of a client or to a server. A text message that arrived whole is first offered to
 * `taker`, and what that takes ws never sees: audio, fifty times a second, at a fraction of what the way through streams
 * and events costs. All else (the handshake, control frames, what is broken or in pieces) is ws's, byte for byte, and so
 * are all rules about it.
 *
 * What is written goes to the socket at once, so frames written there by hand keep their order with those of ws.
 * How much waits to be sent is the socket's `writableLength`, not `bufferedAmount` of ws.
 */
export class TappedConnection extends Duplex {
  readonly socket: Socket;
  /** To be set as soon as the handshake is done, before the first frame: until then bytes pass as they come. */
  taker: Taker | undefined;
  readonly #isMasked: boolean;
  /** The beginning of a frame whose header is not complete. */
  #rest: Buffer | undefined;
  /** Bytes that ws is still to have of a frame that is left to it. */
  #left = 0;
  /** A message in several frames is under way. */
  #isContinued = false;

  /** @param from who is at the other end: a client masks what it sends, a server must not (RFC 6455, 5.1) */
  constructor(socket: Socket, from: 'client' | 'server') {
    super();
    this.socket = socket;
    this.#isMasked = from === 'client';
    socket.on('data', (bytes) => handleTogether(bytes, this.#onBytes));
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onGone);
    socket.on('close', () => this.#onGone());
    socket.on('timeout', () => this.emit('timeout'));
  }

  setTimeout(ms: number): void {
    this.socket.setTimeout(ms);
  }

  setNoDelay(): void {
    this.socket.setNoDelay(true);
  }

  /** Frames that came together with a server's answer to the handshake: ws gives back what HTTP has read of them. */
  override unshift(frames: Buffer): void {
    this.#onBytes(frames);
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.socket.write(bytes);
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.destroy(error ?? undefined);
    done(error);
  }

  #onEnd = (): void => {
    handleArrived();
    this.push(null);
  };

  #onGone = (error?: Error): void => {
    handleArrived();
    this.destroy(error);
  };

  #onBytes = (bytes: Buffer): void => {
    if (!this.taker) {
      this.#pass(bytes);
      return;
    }
    const chunk = this.#rest ? Buffer.concat([this.#rest, bytes]) : bytes;
    this.#rest = undefined;
    let at = 0;
    while (at < chunk.length && !this.destroyed) {
      at = this.#left > 0 ? this.#leave(chunk, at) : this.#onFrame(chunk, at);
    }
  };

  /** Answers where the next begins. */
  #onFrame(chunk: Buffer, at: number): number {
    const end = this.#isContinued ? undefined : endOfText(chunk, at, this.#isMasked);
    if (end !== undefined && this.#isTaken(chunk, startOfText(chunk, at), end)) return end;
    const length = frameLength(chunk, at);
    if (length === undefined) {
      this.#rest = chunk.subarray(at);
      return chunk.length;
    }
    this.#isContinued = isContinued(chunk, at) ?? this.#isContinued;
    this.#left = length;
    return at;
  }

  /** What is not taken is masked again, so that ws gets it as it came: whether it is UTF-8 at all is seen there. */
  #isTaken(chunk: Buffer, start: number, end: number): boolean {
    const isPlain = this.#isMasked ? unmask(chunk, start, end) : isAscii(chunk.subarray(start, end));
    if (isPlain && this.taker?.(chunk, start, end)) return true;
    if (this.#isMasked) unmask(chunk, start, end);
    return false;
  }

  #leave(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#left);
    this.#left -= end - at;
    this.#pass(chunk.subarray(at, end));
    return end;
  }

  #pass(bytes: Buffer): void {
    if (!this.push(bytes)) this.socket.pause();
  }
}
