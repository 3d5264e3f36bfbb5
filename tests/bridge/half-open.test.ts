import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { streamPath } from '../../contracts/stream.ts';
import type { Limits } from '../../media-bridge/limits.ts';
import { streamSignature } from '../../media-bridge/stream-signature.ts';
import { streamToken } from '../../platform/stream-token.ts';
import { until } from '../support/until.ts';
import { AUTH_TOKEN, PUBLIC_URL, SESSION_SECRET, TwilioPeer } from './twilio-peer.ts';
import { frame, newCallId, World } from './world.ts';

let world: World;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await world.close();
});

async function worldWith(limits: Partial<Limits>): Promise<void> {
  world = await World.create(limits);
}

/** A connection that says this and no more; what it is answered. */
function whisper(text: string, localAddress = '127.0.0.1') {
  const socket = connect({ port: world.port, host: '127.0.0.1', localAddress });
  const seen = { socket, answer: '', closed: false };
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    seen.answer += String(data);
  });
  socket.on('close', () => {
    seen.closed = true;
  });
  if (text !== '') socket.write(text);
  sockets.push(socket);
  return seen;
}

async function passes(stream: TwilioPeer, sound: number): Promise<void> {
  stream.speak(frame(sound));
  await until('audio to pass', () => world.agent.heard().at(-1) === frame(sound));
}

describe('sockets that are opened and say nothing', () => {
  it('by the thousand push out their own, and calls that are up or begin are untouched', async () => {
    await worldWith({});
    const stream = await world.talk();
    const silent = Array.from({ length: 1_000 }, () => whisper(''));
    await until('most to be shown out', () => silent.filter(({ closed }) => closed).length >= 750, 20_000);
    expect(silent.filter(({ answer }) => answer.startsWith('HTTP/1.1 503')).length).toBeGreaterThan(0);
    expect(silent.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(250);
    expect(world.bridge.stats().waiting).toBeLessThanOrEqual(250);
    await passes(stream, 1);
    const callId = newCallId();
    expect(await TwilioPeer.knock(world.port, { callId })).toBe(101);
    await passes(stream, 2);
    for (const { socket } of silent) socket.destroy();
    await until('nobody to wait', () => world.bridge.stats().waiting === 0);
  });

  it('push out nobody of another address', async () => {
    await worldWith({ waitingOfOneAddress: 3, waiting: 100 });
    const other = whisper('', '127.0.0.2');
    await until('it to be in', () => world.bridge.stats().waiting === 1);
    const crowd = Array.from({ length: 10 }, () => whisper(''));
    await until('seven to go', () => crowd.filter(({ closed }) => closed).length === 7);
    expect(other.closed).toBe(false);
    expect(world.bridge.stats().waiting).toBe(4);
    expect(world.bridge.stats().refusals.crowded).toBe(7);
  });

  it('are bounded over all addresses, the longest waiting first', async () => {
    await worldWith({ waitingOfOneAddress: 3, waiting: 4 });
    const first = whisper('', '127.0.0.2');
    await until('it to be in', () => world.bridge.stats().waiting === 1);
    for (const last of [3, 4, 5, 6]) whisper('', `127.0.0.${last}`);
    await until('the first to be shown out', () => first.closed);
    expect(world.bridge.stats().waiting).toBe(4);
  });

  it('are closed with 1008 where they are streams without a start', async () => {
    await worldWith({ waitingOfOneAddress: 2 });
    const streams = [world.dial(), world.dial()];
    for (const stream of streams) await stream.open();
    whisper('');
    expect(await streams[0]?.closed()).toBe(1008);
    expect(streams[1]?.closeCode).toBeUndefined();
  });

  it('no longer count when their call has begun', async () => {
    await worldWith({ waitingOfOneAddress: 1 });
    const stream = await world.talk();
    whisper('');
    await until('it to be in', () => world.bridge.stats().waiting === 1);
    await passes(stream, 1);
    expect(stream.closeCode).toBeUndefined();
  });
});

describe('an upgrade that', () => {
  const callId = newCallId();
  const path = streamPath(callId, streamToken(callId, SESSION_SECRET));
  const upgrade = `GET ${path} HTTP/1.1\r\nHost: b\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n`;
  const signature = `X-Twilio-Signature: ${streamSignature(PUBLIC_URL + path, AUTH_TOKEN)}\r\n`;

  it('comes a byte at a time is answered with 408 when its time is up', async () => {
    await worldWith({ requestMs: 300 });
    const slow = whisper('GET /streams/');
    const dripping = setInterval(() => slow.socket.write('a'), 50);
    try {
      await until('it to be closed', () => slow.closed);
    } finally {
      clearInterval(dripping);
    }
    expect(slow.answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it.each([
    ['has no key', `${upgrade}${signature}\r\n`, 400],
    [
      'has a version of its own',
      `${upgrade.replace(': 13', ': 7')}Sec-WebSocket-Key: ${'A'.repeat(22)}==\r\n${signature}\r\n`,
      400,
    ],
    ['has headers without end', `${upgrade}${'X-A: b\r\n'.repeat(8_000)}`, 431],
    ['is no HTTP', '\u0016\u0003\u0001\u0000\u0000\r\n\r\n', 400],
    [
      'asks for another protocol',
      'GET / HTTP/1.1\r\nHost: b\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
      404,
    ],
  ])('%s is refused', async (_, request, status) => {
    await worldWith({});
    const peer = whisper(request);
    await until('it to be closed', () => peer.closed);
    expect(peer.answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    await until('nothing to be left', () => world.bridge.stats().waiting === 0);
    expect(world.bridge.stats().streamsUp).toBe(0);
  });
});
