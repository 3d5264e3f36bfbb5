import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/** WebSocket frames as bytes, for what no library would send. */
export interface RawFrame {
  opcode: number;
  payload: Buffer;
  fin?: boolean;
  /** Reserved bits, 0 to 7. */
  reserved?: number;
  masked?: boolean;
  /** States another length than the payload has. */
  statedLength?: number;
}

export function frameBytes({
  opcode,
  payload,
  fin = true,
  reserved = 0,
  masked = true,
  statedLength,
}: RawFrame): Buffer {
  const length = statedLength ?? payload.length;
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const mask = masked ? 0x80 : 0;
  const head = length < 126 ? Buffer.from([first, mask | length]) : longHead(first, mask, length);
  if (!masked) return Buffer.concat([head, payload]);
  const key = randomBytes(4);
  const body = payload.map((byte, index) => byte ^ (key[index % 4] ?? 0));
  return Buffer.concat([head, key, body]);
}

function longHead(first: number, mask: number, length: number): Buffer {
  if (length < 65_536) {
    const head = Buffer.from([first, mask | 126, 0, 0]);
    head.writeUInt16BE(length, 2);
    return head;
  }
  const head = Buffer.alloc(10);
  head[0] = first;
  head[1] = mask | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** Writes below the library: the TCP socket of a WebSocket. */
export function writeRaw(socket: WebSocket | undefined, bytes: Buffer): void {
  const below = (socket as unknown as { _socket?: Socket })?._socket;
  if (below?.writable) below.write(bytes);
}
