/** WebSocket frames as they arrive (RFC 6455, 5.2). Each function is given where a frame begins. */

const FIN = 0x80;
const OPCODE = 0x0f;
/** Opcodes from here on are of control frames, which may come between the parts of a message. */
const CONTROL = 0x08;
const FINAL_TEXT = 0x81;
const MASKED = 0x80;
const LENGTH = 0x7f;
/** Says that the length is in the next two bytes, */
const IN_TWO = 126;
/** or in the next eight. */
const IN_EIGHT = 127;
const KEY = 4;
/** The bits, of four bytes, that no ASCII has. */
const NO_ASCII = 0x80808080 | 0;

/**
 * Where a frame ends that is a text message by itself, masked or not as is told, below 64 kB, and whole in the chunk;
 * undefined for any other.
 */
export function endOfText(chunk: Buffer, at: number, isMasked: boolean): number | undefined {
  if (chunk[at] !== FINAL_TEXT) return undefined;
  const second = chunk[at + 1] ?? 0;
  const length = second & LENGTH;
  if ((second & MASKED) !== (isMasked ? MASKED : 0) || length === IN_EIGHT) return undefined;
  const stated = length === IN_TWO ? ((chunk[at + 2] ?? 0) << 8) | (chunk[at + 3] ?? 0) : length;
  const end = startOfText(chunk, at) + stated;
  return end <= chunk.length ? end : undefined;
}

/** Where its payload begins. */
export function startOfText(chunk: Buffer, at: number): number {
  const second = chunk[at + 1] ?? 0;
  return at + ((second & LENGTH) === IN_TWO ? 4 : 2) + (second & MASKED ? KEY : 0);
}

/** Bytes of a frame of any kind, header included; undefined while its header is not complete. */
export function frameLength(chunk: Buffer, at: number): number | undefined {
  const there = chunk.length - at;
  if (there < 2) return undefined;
  const second = chunk[at + 1] ?? 0;
  const key = second & MASKED ? KEY : 0;
  const length = second & LENGTH;
  if (length < IN_TWO) return 2 + key + length;
  if (length === IN_TWO) return there < 4 ? undefined : 4 + key + chunk.readUInt16BE(at + 2);
  return there < 10 ? undefined : 10 + key + Number(chunk.readBigUInt64BE(at + 2));
}

/** Whether more of its message follows in other frames; undefined for a control frame, which says nothing about that. */
export function isContinued(chunk: Buffer, at: number): boolean | undefined {
  const first = chunk[at] ?? 0;
  return (first & OPCODE) >= CONTROL ? undefined : (first & FIN) === 0;
}

/**
 * Takes the mask off a payload, or puts it on again, by the key before it.
 * @returns whether all of it is ASCII then
 */
export function unmask(chunk: Buffer, start: number, end: number): boolean {
  const view = new DataView(chunk.buffer, chunk.byteOffset + start - KEY, KEY + end - start);
  const key = view.getInt32(0, true);
  let all = 0;
  let at = KEY;
  for (const last = view.byteLength - 3; at < last; at += 4) {
    const word = view.getInt32(at, true) ^ key;
    view.setInt32(at, word, true);
    all |= word;
  }
  for (; at < view.byteLength; at++) {
    const byte = view.getUint8(at) ^ view.getUint8(at & 3);
    view.setUint8(at, byte);
    all |= byte;
  }
  return (all & NO_ASCII) === 0;
}
