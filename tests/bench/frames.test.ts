import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WebSocketServer } from 'ws';
import { clientFrame, FrameReader, OPCODE, serverFrame } from '../../bench/bridge/generator/frames.ts';

const LENGTHS = [0, 1, 125, 126, 127, 160, 65_535, 65_536];

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function payloadOf(length: number): Buffer {
  return Buffer.from('abcdefg'.repeat(Math.ceil(length / 7)).slice(0, length));
}

describe('frames', () => {
  it('are read as they were written, of any length, masked or not, however the network cuts them', () => {
    const frames = fc.array(fc.tuple(fc.constantFrom(...LENGTHS), fc.boolean()), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1 }), (all, cuts) => {
        const read: string[] = [];
        const reader = new FrameReader((opcode, payload) => read.push(`${opcode} ${payload}`));
        let rest = Buffer.concat(
          all.map(([length, masked]) => (masked ? clientFrame : serverFrame)(OPCODE.text, payloadOf(length))),
        );
        for (let turn = 0; rest.length > 0; turn++) {
          const cut = cuts[turn % cuts.length] ?? 1;
          reader.push(Buffer.from(rest.subarray(0, cut)));
          rest = rest.subarray(cut);
        }
        expect(read).toEqual(all.map(([length]) => `1 ${payloadOf(length)}`));
      }),
      { numRuns: 30 },
    );
  });

  it('of a client are masked, each with another mask', () => {
    const [one, two] = [1, 2].map(() => clientFrame(OPCODE.text, payloadOf(20)).subarray(2).toString('hex'));
    expect(one).not.toBe(two);
    expect(one?.slice(0, 8)).not.toBe('00000000');
  });

  it('are understood by ws, and its by us', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    closing.push(() => server.close());
    server.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    closing.push(() => socket.destroy());
    const key = Buffer.alloc(16, 1).toString('base64');
    const lines = ['GET / HTTP/1.1', 'Host: a', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write([...lines, 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key}`, '', ''].join('\r\n'));
    await once(socket, 'data');
    const echoes: string[] = [];
    const all = new Promise<void>((resolve) => {
      const reader = new FrameReader((_, payload) => {
        if (echoes.push(String(payload)) === LENGTHS.length) resolve();
      });
      socket.on('data', (chunk: Buffer) => reader.push(chunk));
    });
    for (const length of LENGTHS) socket.write(clientFrame(OPCODE.text, payloadOf(length)));
    await all;
    expect(echoes).toEqual(LENGTHS.map((length) => String(payloadOf(length))));
  });

  it('in fragments are refused', () => {
    const reader = new FrameReader(() => undefined);
    expect(() => reader.push(Buffer.from([0x01, 0x01, 0x61]))).toThrow('fragmented');
  });
});
