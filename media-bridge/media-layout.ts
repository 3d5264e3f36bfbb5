import type { Audio } from './splice.ts';

/** Of a digit, its upper half alone counts: what else has that half (`:;<=>?`) cannot end a string either. */
const DIGIT_MASK = 0xf0;
const ANY_MASK = 0xff;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const WORD = 4;
const PROBE = 'another';

/** What stands before or behind the payload, compared a word at a time. The last word ends with the last byte, so it may overlap. */
interface Pattern {
  length: number;
  words: Int32Array;
  masks: Int32Array;
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
    const start = from + head.length;
    const end = to - tail.length;
    if (end <= start) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset + from, to - from);
    if (!fits(view, 0, head) || !fits(view, end - from, tail)) return undefined;
    // The tail begins with the quotation mark that ends the payload.
    if (bytes.indexOf(QUOTE, start) !== end) return undefined;
    const escapeAt = bytes.indexOf(BACKSLASH, start);
    return escapeAt === -1 || escapeAt >= to ? { bytes, start, end } : undefined;
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
  const masks = Buffer.from(
    message.map((byte, at) => (at < from ? 0 : isDigit(byte) ? DIGIT_MASK : ANY_MASK)),
  );
  const offsets = Array.from({ length: Math.floor((to - from) / WORD) }, (_, index) => from + index * WORD);
  offsets.push(to - WORD);
  const words = offsets.map((at) => message.readInt32LE(at) & masks.readInt32LE(at));
  return {
    length: to - from,
    words: Int32Array.from(words),
    masks: Int32Array.from(offsets, (at) => masks.readInt32LE(at)),
  };
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function fits(view: DataView, from: number, { length, words, masks }: Pattern): boolean {
  const last = words.length - 1;
  for (let index = 0; index < last; index++) {
    if ((view.getInt32(from + index * WORD, true) & (masks[index] ?? 0)) !== words[index]) return false;
  }
  return (view.getInt32(from + length - WORD, true) & (masks[last] ?? 0)) === words[last];
}
