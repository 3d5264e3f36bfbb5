/**
 * Audio that can be told from any other: each unit (20 ms up, 200 ms down) begins with twelve bytes that say whose it is,
 * which one, and when it was sent; the rest follows from its number, so that a changed byte is seen.
 *
 * Twelve bytes are sixteen characters of base64, and a stamp is written and read as those, without decoding: five words
 * of three characters, 18 bits each, and a letter for the direction.
 */
export interface Stamp {
  /** Number of the sender, below 2^18. */
  sender: number;
  /** Which of its units, from 0, below 2^18: 87 minutes of 20 ms. */
  sequence: number;
  /** Microseconds, below 2^36: 19 hours. */
  sentAt: number;
}

export type Direction = 'up' | 'down';

/** Length of a unit: 20 ms of mu-law from a person, 200 ms from an agent. */
export const UNIT_BYTES: Record<Direction, number> = { up: 160, down: 1_600 };

export const STAMP_CHARS = 16;
const WORD = 2 ** 18;
/** So many senders can be told apart. */
export const STAMP_NUMBERS = WORD;
const LETTER: Record<Direction, number> = { up: 0x55, down: 0x44 };
const CHECK = 0x2a5a5;

const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const VALUES = new Int8Array(256).fill(-1);
for (const [value, code] of ALPHABET.entries()) VALUES[code] = value;

/** Units repeat their filling after so many, which is enough to see one in the place of another. */
const FILLINGS = 8;

/** Base64 of units whose stamp is still to be written, by sequence number. */
export function fillingsOf(direction: Direction): readonly Buffer[] {
  return Array.from({ length: FILLINGS }, (_, index) => {
    const bytes = Buffer.alloc(UNIT_BYTES[direction]);
    let state = index * 2 + (direction === 'up' ? 12_345 : 67_890);
    for (let at = 0; at < bytes.length; at++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      bytes[at] = state >>> 24;
    }
    return Buffer.from(bytes.toString('base64'), 'latin1');
  });
}

export function fillingOf(fillings: readonly Buffer[], sequence: number): Buffer {
  const filling = fillings[sequence % FILLINGS];
  if (!filling) throw new RangeError(`no filling for unit ${sequence}`);
  return filling;
}

/** Writes the sixteen characters of a stamp. */
export function writeStamp(target: Buffer, at: number, direction: Direction, stamp: Stamp): void {
  const high = Math.floor(stamp.sentAt / WORD);
  const low = stamp.sentAt % WORD;
  writeWord(target, at, stamp.sender);
  writeWord(target, at + 3, stamp.sequence);
  writeWord(target, at + 6, high);
  writeWord(target, at + 9, low);
  writeWord(target, at + 12, (stamp.sender ^ stamp.sequence ^ high ^ low ^ CHECK) % WORD);
  target[at + 15] = LETTER[direction];
}

/** Reads a stamp into `stamp`, so that nothing is made for each message; false when there is none or it is changed. */
export function readStamp(source: Buffer, at: number, direction: Direction, stamp: Stamp): boolean {
  const sender = readWord(source, at);
  const sequence = readWord(source, at + 3);
  const high = readWord(source, at + 6);
  const low = readWord(source, at + 9);
  const check = readWord(source, at + 12);
  if ((sender | sequence | high | low | check) < 0) return false;
  if (check !== (sender ^ sequence ^ high ^ low ^ CHECK) || source[at + 15] !== LETTER[direction])
    return false;
  stamp.sender = sender;
  stamp.sequence = sequence;
  stamp.sentAt = high * WORD + low;
  return true;
}

function writeWord(target: Buffer, at: number, word: number): void {
  target[at] = ALPHABET[(word >>> 12) & 63] ?? 0;
  target[at + 1] = ALPHABET[(word >>> 6) & 63] ?? 0;
  target[at + 2] = ALPHABET[word & 63] ?? 0;
}

/** Negative when a character is none of base64. */
function readWord(source: Buffer, at: number): number {
  const a = VALUES[source[at] ?? 0] ?? -1;
  const b = VALUES[source[at + 1] ?? 0] ?? -1;
  const c = VALUES[source[at + 2] ?? 0] ?? -1;
  return (a | b | c) < 0 ? -1 : (a << 12) | (b << 6) | c;
}
