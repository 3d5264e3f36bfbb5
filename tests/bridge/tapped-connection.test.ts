import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type WebSocket, WebSocketServer } from 'ws';
import { TappedConnection } from '../../media-bridge/tapped-connection.ts';
import { until } from '../support/until.ts';
import { frameBytes } from './raw-frames.ts';

/** Whatever comes, in whatever pieces: it is handled once, in order, and what is not audio is left to ws as it came. */

const TEXT = 1;
const BINARY = 2;
const CONTINUATION = 0;
const PING = 9;
const END = 'the end';

interface Side {
  connection: TappedConnection;
  ws: WebSocket;
  /** Messages as they were handled: taken by us, or left to ws. */
  seen: string[];
}

let server: Server;
let accepted: (side: Side) => void;
beforeAll(async () => {
  server = createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 70_000 });
  server.on('upgrade', (request, _socket, head) => {
    const connection = new TappedConnection(request.socket, head);
    sockets.handleUpgrade(request, connection, Buffer.alloc(0), (ws) => {
      const seen: string[] = [];
      connection.taker = (message) => {
        const isAudio = message.toString().startsWith('audio');
        if (isAudio) seen.push(`taken ${message}`);
        return isAudio;
      };
      ws.on('message', (data, isBinary) => seen.push(`${isBinary ? 'binary' : 'left'} ${data}`));
      ws.on('error', () => undefined);
      accepted({ connection, ws, seen });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server?.close());

interface Client {
  socket: Socket;
  /** What came back, from the response to the handshake on. */
  answered: () => Buffer;
  side: Side;
}

/** A client of which each write arrives by itself; `with` comes along with the request. */
async function connected(withRequest = Buffer.alloc(0)): Promise<Client> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay(true);
  let back = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    back = Buffer.concat([back, bytes]);
  });
  socket.on('error', () => undefined);
  const side = new Promise<Side>((resolve) => {
    accepted = resolve;
  });
  const head =
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
  socket.write(Buffer.concat([Buffer.from(head), withRequest]));
  return { socket, side: await side, answered: () => back };
}

interface Sent {
  frames: Buffer[];
  /** How it is to be seen; undefined for a control frame. */
  seen?: string;
}

const text = (payload: string): Buffer => frameBytes({ opcode: TEXT, payload: Buffer.from(payload) });
const ping: Sent = { frames: [frameBytes({ opcode: PING, payload: Buffer.from('?') })] };

/** A text in three frames, with a ping among them. */
function inParts(words: string): Sent {
  const part = (opcode: number, from: number, to?: number) =>
    frameBytes({ opcode, payload: Buffer.from(words.slice(from, to)), fin: to === undefined });
  const frames = [part(TEXT, 0, 1), ...ping.frames, part(CONTINUATION, 1, 2), part(CONTINUATION, 2)];
  return { frames, seen: `left ${words}` };
}

const length = fc.oneof(fc.nat(140), fc.nat(400), fc.constant(65_000), fc.constant(66_000));
const message: fc.Arbitrary<Sent> = fc.oneof(
  { weight: 5, arbitrary: length.map((n) => audio('a'.repeat(n))) },
  length.map((n) => ({ frames: [text(`other ${'o'.repeat(n)}`)], seen: `left other ${'o'.repeat(n)}` })),
  fc.constantFrom<Sent[]>(
    ping,
    { frames: [text('audio ü')], seen: 'left audio ü' },
    { frames: [frameBytes({ opcode: BINARY, payload: Buffer.from('audio') })], seen: 'binary audio' },
  ),
  fc.nat(300).map((n) => inParts(`audio ${'p'.repeat(n)}`)),
);

/** Longer than 64 kB it is left to ws, and so is what did not arrive whole: which of both is seen does not matter. */
function audio(words: string): Sent {
  return { frames: [text(`audio ${words}`)], seen: `taken audio ${words}` };
}

const eitherWay = (seen: string) => seen.replace(/^(taken|left) audio/, 'audio');

describe('a tapped connection', () => {
  it('hands on every message once and in order, however the bytes are cut', async () => {
    const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3_000 })));
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 12 }), cuts, async (messages, pieces) => {
        const { socket, side } = await connected();
        let bytes = Buffer.concat([...messages.flatMap(({ frames }) => frames), text(END)]);
        for (const piece of pieces.slice(0, 25)) {
          socket.write(bytes.subarray(0, piece));
          bytes = bytes.subarray(piece);
          await sleep(1);
        }
        socket.write(bytes);
        await until('the end', () => side.seen.at(-1) === `left ${END}`);
        const wanted = messages.flatMap(({ seen }) => seen ?? []);
        expect(side.seen.slice(0, -1).map(eitherWay)).toEqual(wanted.map(eitherWay));
        socket.destroy();
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('takes what arrived whole, also with the request, and answers pings in between', async () => {
    const first = audio('one');
    const { socket, side, answered } = await connected(Buffer.concat([...first.frames, text('hello')]));
    await until('both', () => side.seen.length === 2);
    expect(side.seen).toEqual(['taken audio one', 'left hello']);
    socket.write(Buffer.concat([...audio('two').frames, ...ping.frames, ...audio('three').frames]));
    await until('the others', () => side.seen.length === 4);
    expect(side.seen.slice(2)).toEqual(['taken audio two', 'taken audio three']);
    await until('the pong', () => answered().includes(Buffer.from([0x8a, 1, 0x3f])));
    socket.destroy();
  });

  it('keeps the order of what is written by ws and by hand, and closes as ws does', async () => {
    const { socket, side, answered } = await connected();
    const { connection, ws } = side;
    for (let number = 0; number < 10; number++) {
      ws.send(`ws ${number};`);
      connection.socket.write(Buffer.from(`hand ${number};`));
    }
    ws.close(4321, 'done');
    const wanted = Array.from({ length: 10 }, (_, number) => `ws ${number};.*hand ${number};`).join('.*');
    await until('all of it', () => new RegExp(`${wanted}.*done`, 's').test(answered().toString('latin1')));
    socket.write(frameBytes({ opcode: 8, payload: Buffer.from([0x10, 0xe1]) }));
    const [code] = await once(ws, 'close');
    expect(code).toBe(4321);
    await until('the socket to be closed', () => connection.socket.destroyed);
  });

  it('leaves it to ws to judge what breaks the rules', async () => {
    const { socket, side, answered } = await connected();
    const begun = frameBytes({ opcode: TEXT, payload: Buffer.from('begun'), fin: false });
    socket.write(Buffer.concat([begun, ...ping.frames, ...audio('in the middle').frames]));
    await until('the close frame, 1002', () => answered().includes(Buffer.from([0x88, 2, 0x03, 0xea])));
    expect(side.seen).toEqual([]);
    socket.destroy();
  });

  it.each([
    ['an end', (socket: Socket) => void socket.push(null)],
    ['a reset', (socket: Socket) => void socket.destroy(new Error('reset'))],
  ])('tells ws of %s behind the last words, though both came at once', async (_, end) => {
    const { side } = await connected();
    const closed = once(side.ws, 'close');
    // As the kernel does where a read fills its buffer to the last byte.
    side.connection.socket.push(Buffer.concat([...audio('last').frames, text('bye')]));
    end(side.connection.socket);
    expect(await closed).toEqual([1006, Buffer.alloc(0)]);
    expect(side.seen).toEqual(['taken audio last', 'left bye']);
    await until('the socket to be closed', () => side.connection.socket.destroyed);
  });
});
