import type { Audio } from './splice.ts';

/** Of a digit, its upper half alone counts: what else has that half (`:;<=>?`) cannot end a string either. */
const DIGIT_MASK = 0xf0;
const ANY_MASK = 0xff;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const PROBE = 'another';

/** What stands before or behind the payload: each byte under its mask. */
interface Pattern {
  bytes: Uint8Array;
  masks: Uint8Array;
}

/**
 * How one stream writes its `media` messages: byte for byte like the last that was parsed, except for digits and the
 * payload. A message that fits is not parsed. What does not fit, such as the first with a longer number, is parsed, and
 * the next are held against that one: ten times or so in a call.
 *
 * Why that is as good as parsing: text without escapes, in which digits stand where digits stood, has the same keys in
 * the same places, and a payload without quotation marks and backslashes is all of its string.
 */
export class MediaLayout {
  #head: Pattern | undefined;
  #tail: Pattern | undefined;

  /** The audio in the message at [from, to) if it is written as the one learned; undefined for any other. */
  find(bytes: Buffer, from: number, to: number): Audio | undefined {
    const [head, tail] = [this.#head, this.#tail];
    if (!head || !tail) return undefined;
    const start = from + head.bytes.length;
    const end = to - tail.bytes.length;
    if (end <= start || !fits(bytes, from, head) || !fits(bytes, end, tail)) return undefined;
    return isPlain(bytes, start, end) ? { bytes, start, end } : undefined;
  }

  /**
   * Learns from a `media` message that was parsed.
   * @param payload of the message, base64
   * @returns the audio in the message, or undefined when it is written so that nothing can be learned
   */
  learn(message: Buffer, payload: string): Audio | undefined {
    const start = message.indexOf(`"${payload}"`) + 1;
    const end = start + payload.length;
    if (message.includes(BACKSLASH) || !isPlaceOfPayload(message, start, end)) return undefined;
    this.#head = patternOf(message, 0, start);
    this.#tail = patternOf(message, end, message.length);
    return { bytes: message, start, end };
  }
}

/** Whether it is the payload that lies there, and not its double: another text in its place is read as the payload. */
function isPlaceOfPayload(message: Buffer, start: number, end: number): boolean {
  try {
    const { media } = JSON.parse(message.toString('utf8', 0, start) + PROBE + message.toString('utf8', end));
    return media.payload === PROBE;
  } catch {
    return false;
  }
}

function patternOf(message: Buffer, from: number, to: number): Pattern {
  const masks = message.subarray(from, to).map((byte) => (isDigit(byte) ? DIGIT_MASK : ANY_MASK));
  return { bytes: masks.map((mask, at) => (message[from + at] ?? 0) & mask), masks };
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function fits(message: Buffer, from: number, { bytes, masks }: Pattern): boolean {
  for (let at = 0; at < bytes.length; at++) {
    if (((message[from + at] ?? 0) & (masks[at] ?? 0)) !== bytes[at]) return false;
  }
  return true;
}

/** Whether nothing in it ends a string or escapes. */
function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}
