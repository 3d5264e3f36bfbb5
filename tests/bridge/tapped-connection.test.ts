import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as HttpsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createNetServer,
  type Server as NetServer,
  type Socket,
} from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ClientOptions, type WebSocket, WebSocketServer } from 'ws';
import { openLine } from '../../media-bridge/line.ts';
import { TappedConnection } from '../../media-bridge/tapped-connection.ts';
import { until } from '../support/until.ts';
import { localhostTls } from './localhost-tls.ts';
import { frameBytes } from './raw-frames.ts';

/** Whatever comes, in whatever pieces: it is handled once, in order, and what is not audio is left to ws as it came. */

const TEXT = 1;
const BINARY = 2;
const CONTINUATION = 0;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const END = 'the end';

interface Side {
  connection: TappedConnection;
  ws: WebSocket;
  /** Messages as they were handled: taken by us, or left to ws. */
  seen: string[];
}

/** Who is at the other end of the connection that is tapped. */
type Peer = 'client' | 'server';

let server: Server;
let accepted: (side: Side) => void;
let rawServer: NetServer;
/** What the raw server answers a handshake with, behind the response itself. */
let answerWith: Buffer = Buffer.alloc(0);
let answering: (socket: Socket) => void;
beforeAll(async () => {
  server = createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 70_000 });
  server.on('upgrade', (request, _socket, head) => {
    if (head.length > 0) request.socket.unshift(head);
    const connection = new TappedConnection(request.socket, 'client');
    sockets.handleUpgrade(request, connection, Buffer.alloc(0), (ws) => accepted(sideOf(connection, ws)));
  });
  server.listen(0, '127.0.0.1');
  rawServer = createNetServer(answerHandshake).listen(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(rawServer, 'listening')]);
});
afterAll(() => {
  server?.close();
  rawServer?.close();
});

function sideOf(connection: TappedConnection, ws: WebSocket): Side {
  const seen: string[] = [];
  connection.taker = (bytes, start, end) => {
    const message = bytes.toString('utf8', start, end);
    const isAudio = message.startsWith('audio');
    if (isAudio) seen.push(`taken ${message}`);
    return isAudio;
  };
  ws.on('message', (data, isBinary) => seen.push(`${isBinary ? 'binary' : 'left'} ${data}`));
  ws.on('error', () => undefined);
  return { connection, ws, seen };
}

/** In one write, so that what is behind it arrives with it. */
function answerHandshake(socket: Socket): void {
  socket.setNoDelay(true).on('error', () => undefined);
  socket.once('data', (request) => {
    const key = /Sec-WebSocket-Key: (\S+)/.exec(request.toString())?.[1];
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const head = `HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), answerWith]));
    answering(socket);
  });
}

interface Other {
  socket: Socket;
  /** What came back; of a client, from the response to the handshake on. */
  answered: () => Buffer;
  side: Side;
}

/** The other end, of which each write arrives by itself; `first` comes along with its part of the handshake. */
function connected(peer: Peer, first = Buffer.alloc(0)): Promise<Other> {
  return peer === 'client' ? connectedClient(first) : connectedServer(first);
}

async function connectedClient(first: Buffer): Promise<Other> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay(true);
  const answered = collected(socket);
  const side = new Promise<Side>((resolve) => {
    accepted = resolve;
  });
  const head =
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
  socket.write(Buffer.concat([Buffer.from(head), first]));
  return { socket, side: await side, answered };
}

async function connectedServer(first: Buffer): Promise<Other> {
  answerWith = first;
  const socket = new Promise<Socket>((resolve) => {
    answering = resolve;
  });
  const side = tappedClient(`ws://127.0.0.1:${(rawServer.address() as AddressInfo).port}`);
  const answered = collected(await socket);
  return { socket: await socket, side: await side, answered };
}

function collected(socket: Socket): () => Buffer {
  let back = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    back = Buffer.concat([back, bytes]);
  });
  socket.on('error', () => undefined);
  return () => back;
}

/** A client of ws on a connection of ours, as the agent's is. */
async function tappedClient(url: string, options: ClientOptions = {}): Promise<Side> {
  const { socket: ws, connection } = openLine(url, {
    perMessageDeflate: false,
    maxPayload: 70_000,
    generateMask: (mask) => mask.fill(0),
    ...options,
  });
  return new Promise((resolve, reject) => {
    ws.on('error', reject);
    ws.on('upgrade', () => resolve(sideOf(connection, ws)));
  });
}

interface Sent {
  frames: Buffer[];
  /** How it is to be seen; undefined for a control frame. */
  seen?: string;
}

const length = fc.oneof(fc.nat(140), fc.nat(400), fc.constant(65_000), fc.constant(66_000));

/** What such a peer may send. */
function sendingOf(peer: Peer) {
  const frame = (opcode: number, payload: string | Buffer, fin = true) =>
    frameBytes({ opcode, payload: Buffer.from(payload), fin, masked: peer === 'client' });
  const text = (payload: string) => frame(TEXT, payload);
  const ping: Sent = { frames: [frame(PING, '?')] };
  /** Longer than 64 kB it is left to ws, and so is what did not arrive whole: which of both is seen does not matter. */
  const audio = (words: string): Sent => ({
    frames: [text(`audio ${words}`)],
    seen: `taken audio ${words}`,
  });
  /** A text in three frames, with a ping among them. */
  const inParts = (words: string): Sent => ({
    frames: [
      frame(TEXT, words.slice(0, 1), false),
      ...ping.frames,
      frame(CONTINUATION, words.slice(1, 2), false),
      frame(CONTINUATION, words.slice(2)),
    ],
    seen: `left ${words}`,
  });
  const message: fc.Arbitrary<Sent> = fc.oneof(
    { weight: 5, arbitrary: length.map((n) => audio('a'.repeat(n))) },
    length.map((n) => ({ frames: [text(`other ${'o'.repeat(n)}`)], seen: `left other ${'o'.repeat(n)}` })),
    fc.constantFrom<Sent[]>(
      ping,
      { frames: [text('audio ü')], seen: 'left audio ü' },
      { frames: [frame(BINARY, 'audio')], seen: 'binary audio' },
    ),
    fc.nat(300).map((n) => inParts(`audio ${'p'.repeat(n)}`)),
  );
  return { frame, text, ping, audio, message };
}

const eitherWay = (seen: string) => seen.replace(/^(taken|left) audio/, 'audio');

describe.each<Peer>(['client', 'server'])('a tapped connection, with a %s at its other end,', (peer) => {
  const { frame, text, ping, audio, message } = sendingOf(peer);
  /** A frame of ws as it comes back; a client's mask is made of zeros here. */
  const answer = (opcode: number, ...payload: number[]) =>
    Buffer.from([
      0x80 | opcode,
      ...(peer === 'client' ? [payload.length] : [0x80 | payload.length, 0, 0, 0, 0]),
      ...payload,
    ]);
  it('hands on every message once and in order, however the bytes are cut', async () => {
    const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3_000 })));
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 12 }), cuts, async (messages, pieces) => {
        const { socket, side } = await connected(peer);
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

  it('takes what arrived whole, also with the handshake, and answers pings in between', async () => {
    const first = audio('one');
    const { socket, side, answered } = await connected(peer, Buffer.concat([...first.frames, text('hello')]));
    await until('both', () => side.seen.length === 2);
    expect(side.seen).toEqual(['taken audio one', 'left hello']);
    socket.write(Buffer.concat([...audio('two').frames, ...ping.frames, ...audio('three').frames]));
    await until('the others', () => side.seen.length === 4);
    expect(side.seen.slice(2)).toEqual(['taken audio two', 'taken audio three']);
    await until('the pong', () => answered().includes(answer(PONG, 0x3f)));
    socket.destroy();
  });

  it('keeps the order of what is written by ws and by hand, and closes as ws does', async () => {
    const { socket, side, answered } = await connected(peer);
    const { connection, ws } = side;
    for (let number = 0; number < 10; number++) {
      ws.send(`ws ${number};`);
      connection.socket.write(Buffer.from(`hand ${number};`));
    }
    ws.close(4321, 'done');
    const wanted = Array.from({ length: 10 }, (_, number) => `ws ${number};.*hand ${number};`).join('.*');
    await until('all of it', () => new RegExp(`${wanted}.*done`, 's').test(answered().toString('latin1')));
    socket.write(frame(CLOSE, Buffer.from([0x10, 0xe1])));
    const [code] = await once(ws, 'close');
    expect(code).toBe(4321);
    await until('the socket to be closed', () => connection.socket.destroyed);
  });

  it('leaves it to ws to judge what breaks the rules', async () => {
    const { socket, side, answered } = await connected(peer);
    socket.write(
      Buffer.concat([frame(TEXT, 'begun', false), ...ping.frames, ...audio('in the middle').frames]),
    );
    await until('the close frame, 1002', () => answered().includes(answer(CLOSE, 0x03, 0xea)));
    expect(side.seen).toEqual([]);
    socket.destroy();
  });

  it.each([
    ['an end', (socket: Socket) => void socket.push(null)],
    ['a reset', (socket: Socket) => void socket.destroy(new Error('reset'))],
  ])('tells ws of %s behind the last words, though both came at once', async (_, end) => {
    const { side } = await connected(peer);
    const closed = once(side.ws, 'close');
    // As the kernel does where a read fills its buffer to the last byte.
    side.connection.socket.push(Buffer.concat([...audio('last').frames, text('bye')]));
    end(side.connection.socket);
    expect(await closed).toEqual([1006, Buffer.alloc(0)]);
    expect(side.seen).toEqual(['taken audio last', 'left bye']);
    await until('the socket to be closed', () => side.connection.socket.destroyed);
  });
});

describe('a tapped connection over TLS', () => {
  let secure: HttpsServer;
  let port: number;
  beforeAll(async () => {
    secure = createSecureServer(localhostTls);
    const sockets = new WebSocketServer({ server: secure });
    sockets.on('connection', (ws) => {
      ws.on('message', (words) => ws.send(`audio ${words}`));
    });
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    port = (secure.address() as AddressInfo).port;
  });
  afterAll(() => void secure?.close());

  it('carries messages both ways', async () => {
    const { ws, seen } = await tappedClient(`wss://localhost:${port}`, { ca: localhostTls.cert });
    ws.send('hello');
    await until('the answer', () => seen.length > 0);
    expect(seen).toEqual(['taken audio hello']);
    ws.terminate();
  });

  it.each([
    ['that nobody vouches for', 'localhost', {}, 'self-signed certificate'],
    ['with another name', '127.0.0.1', { ca: localhostTls.cert }, 'does not match certificate'],
  ])('is refused to a server %s', async (_, host, options, why) => {
    await expect(tappedClient(`wss://${host}:${port}`, options)).rejects.toThrow(why);
  });
});
