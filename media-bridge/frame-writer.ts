import { randomFillSync } from 'node:crypto';
import type { Writable } from 'node:stream';

const FINAL_TEXT = 0x81;
const MASKED = 0x80;
/** Frames are cut from slabs: small ones, since a frame that waits for its peer keeps its whole slab. */
const SLAB_BYTES = 16 * 1024;
const RANDOM_WORDS = 1024;

interface Slab {
  bytes: Buffer;
  words: Int32Array;
}

let slab = newSlab(SLAB_BYTES);
let used = 0;
const random = new Int32Array(RANDOM_WORDS);
let randomUsed = RANDOM_WORDS;

type Connection = Pick<Writable, 'write' | 'writableLength'>;

/**
 * Writes text messages straight to a WebSocket's connection: header, mask and payload are one buffer and one copy, which
 * is what audio needs fifty times a second and `send` of ws does in several of each. All else goes through ws.
 *
 * The order of frames stays right: ws hands each frame to the same connection at once, as long as it neither compresses nor
 * sends a Blob, and we ask for neither. Nothing may be written unless the socket is open.
 */
export class FrameWriter {
  readonly #connection: Connection;
  readonly #isClient: boolean;
  #isFull = false;

  /** @param isClient a client masks what it sends (RFC 6455, 5.1), a server must not */
  constructor(connection: Connection, isClient: boolean) {
    this.#connection = connection;
    this.#isClient = isClient;
  }

  /** Whether more bytes than so many wait on the connection, by whichever way they were sent: more than it calls full itself. */
  hasUnsent(bytes: number): boolean {
    return this.#isFull && this.#connection.writableLength > bytes;
  }

  /** Sends one message: the head, what lies at [start, end) of `bytes`, the tail. */
  write(head: Buffer, bytes: Buffer, start: number, end: number, tail: Buffer): void {
    this.#isFull = !this.#connection.write(frameOf(head, bytes, start, end, tail, this.#isClient));
  }
}

/** One text frame (RFC 6455, 5.2) with the message that `write` describes. */
export function frameOf(
  head: Buffer,
  bytes: Buffer,
  start: number,
  end: number,
  tail: Buffer,
  isMasked: boolean,
): Buffer {
  const length = head.length + (end - start) + tail.length;
  const header = headerLength(length, isMasked);
  const { slab: place, at } = take(header, length);
  const target = place.bytes;
  const payload = at + header;
  writeHeader(target, at, length, isMasked ? MASKED : 0);
  target.set(head, payload);
  bytes.copy(target, payload + head.length, start, end);
  target.set(tail, payload + length - tail.length);
  if (isMasked) mask(place.words, payload / 4, length);
  return target.subarray(at, payload + length);
}

function headerLength(length: number, isMasked: boolean): number {
  return (length < 126 ? 2 : length < 65_536 ? 4 : 10) + (isMasked ? 4 : 0);
}

function writeHeader(target: Buffer, at: number, length: number, masked: number): void {
  target[at] = FINAL_TEXT;
  if (length < 126) {
    target[at + 1] = masked | length;
  } else if (length < 65_536) {
    target[at + 1] = masked | 126;
    target[at + 2] = length >>> 8;
    target[at + 3] = length & 0xff;
  } else {
    target[at + 1] = masked | 127;
    target.writeBigUInt64BE(BigInt(length), at + 2);
  }
}

/** Room for a frame whose payload begins at a word, and which has its last word to itself, so that words can be masked. */
function take(header: number, length: number): { slab: Slab; at: number } {
  const before = header % 4 === 0 ? 0 : 4 - (header % 4);
  const size = before + header + Math.ceil(length / 4) * 4;
  if (size > SLAB_BYTES) return { slab: newSlab(size), at: before };
  if (used + size > SLAB_BYTES) {
    slab = newSlab(SLAB_BYTES);
    used = 0;
  }
  const at = used + before;
  used += size;
  return { slab, at };
}

function newSlab(size: number): Slab {
  const bytes = Buffer.allocUnsafeSlow(size);
  return { bytes, words: new Int32Array(bytes.buffer) };
}

/** The key stands in the word before the payload. It must not be foreseeable, and is another for each frame (5.3). */
function mask(words: Int32Array, first: number, length: number): void {
  const key = randomWord();
  words[first - 1] = key;
  const end = first + Math.ceil(length / 4);
  for (let at = first; at < end; at++) words[at] = (words[at] ?? 0) ^ key;
}

function randomWord(): number {
  if (randomUsed === RANDOM_WORDS) {
    randomFillSync(random);
    randomUsed = 0;
  }
  return random[randomUsed++] ?? 0;
}
