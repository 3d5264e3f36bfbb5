/**
 * WebSocket frames (RFC 6455) as far as two vendors need them. A library would cost the generator, which shares the
 * machine with the bridge it measures, more than all else it does.
 */
export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

const FIN = 0x80;
const MASKED = 0x80;

/** A frame as a server sends it. */
export function serverFrame(opcode: number, payload: Buffer): Buffer {
  const head = headLength(payload.length, false);
  const frame = Buffer.allocUnsafe(head + payload.length);
  writeHead(frame, opcode, payload.length, 0);
  payload.copy(frame, head);
  return frame;
}

let maskState = 0x9e3779b9;

/** A frame as a client sends it: masked, and never with zeros, which would spare the receiver its work. */
export function clientFrame(opcode: number, payload: Buffer, length = payload.length): Buffer {
  const head = headLength(length, true);
  const frame = Buffer.allocUnsafe(head + length);
  writeHead(frame, opcode, length, MASKED);
  maskState = (Math.imul(maskState, 1_664_525) + 1_013_904_223) | 1;
  frame.writeInt32LE(maskState, head - 4);
  for (let at = 0; at < length; at++)
    frame[head + at] = (payload[at] ?? 0) ^ (frame[head - 4 + (at & 3)] ?? 0);
  return frame;
}

export function closePayload(code: number): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return payload;
}

function headLength(length: number, masked: boolean): number {
  return (length < 126 ? 2 : length < 65_536 ? 4 : 10) + (masked ? 4 : 0);
}

function writeHead(frame: Buffer, opcode: number, length: number, masked: number): void {
  frame[0] = FIN | opcode;
  if (length < 126) {
    frame[1] = masked | length;
  } else if (length < 65_536) {
    frame[1] = masked | 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = masked | 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
}

export type OnFrame = (opcode: number, payload: Buffer) => void;

/** Cuts what a socket delivers into frames, unmasked in place. A payload is good until its listener returns. */
export class FrameReader {
  readonly #onFrame: OnFrame;
  #rest: Buffer | undefined;

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /** @throws Error for a message in fragments, which no bridge has a reason to send */
  push(chunk: Buffer): void {
    const data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    for (let next = this.#take(data, at); next !== -1; next = this.#take(data, at)) at = next;
    this.#rest = at === data.length ? undefined : data.subarray(at);
  }

  /** Index behind the frame that begins here, or -1 when not all of it is there. */
  #take(data: Buffer, at: number): number {
    if (data.length < at + 2) return -1;
    const [first = 0, second = 0] = [data[at], data[at + 1]];
    const masked = (second & MASKED) !== 0;
    const short = second & 0x7f;
    const head = at + (short < 126 ? 2 : short === 126 ? 4 : 10) + (masked ? 4 : 0);
    if (data.length < head) return -1;
    const length = lengthOf(data, at, short);
    const end = head + length;
    if (data.length < end) return -1;
    if ((first & FIN) === 0 || (first & 0x0f) === 0)
      throw new Error('A fragmented message: the bench reads none.');
    if (masked) unmask(data, head, end);
    this.#onFrame(first & 0x0f, data.subarray(head, end));
    return end;
  }
}

function lengthOf(data: Buffer, at: number, short: number): number {
  if (short < 126) return short;
  return short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
}

function unmask(data: Buffer, start: number, end: number): void {
  const mask = [
    data[start - 4] ?? 0,
    data[start - 3] ?? 0,
    data[start - 2] ?? 0,
    data[start - 1] ?? 0,
  ] as const;
  for (let at = start; at < end; at++) data[at] = (data[at] ?? 0) ^ (mask[(at - start) & 3] ?? 0);
}
