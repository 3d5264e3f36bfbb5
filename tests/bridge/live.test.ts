import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { MOST_EARS } from '../../media-bridge/live/ears.ts';
import { type LivePurpose, liveToken, readLiveToken } from '../../platform/live-token.ts';
import { until } from '../support/until.ts';
import { SESSION_SECRET, type TwilioPeer } from './twilio-peer.ts';
import { frame, newCallId, World } from './world.ts';

let world: World;
let stream: TwilioPeer;
let callId: string;
const listeners: WebSocket[] = [];
beforeEach(async () => {
  world = await World.create();
  callId = newCallId();
  stream = await world.talk({}, callId);
});
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.terminate();
  await world.close();
});

/** Somebody who listens in. */
function listen(path = `/listen/${callId}/${liveToken(callId, 'listen', SESSION_SECRET).token}`) {
  const socket = new WebSocket(`ws://127.0.0.1:${world.port}${path}`);
  const heard = { socket, texts: [] as string[], audio: [[], []] as string[][], code: 0, status: 101 };
  socket.on('error', () => undefined);
  socket.on('close', (code) => {
    heard.code = code;
  });
  socket.on('unexpected-response', (request, response) => {
    heard.status = response.statusCode ?? 0;
    request.destroy();
  });
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) heard.audio[data[0] ?? 9]?.push(data.subarray(1).toString('base64'));
    else heard.texts.push(String(data));
  });
  listeners.push(socket);
  return heard;
}

async function listenWell(...paths: string[]) {
  const heard = listen(...paths);
  await until('the header', () => heard.texts.length > 0);
  return heard;
}

describe('whoever listens in', () => {
  it('hears both sides, is told when the agent is cut off, and when it is over', async () => {
    const heard = await listenWell();
    expect(JSON.parse(heard.texts[0] ?? '')).toEqual({
      event: 'header',
      callId,
      stream: 1,
      encoding: 'audio/x-mulaw',
      sampleRate: 8000,
      channels: ['person', 'agent'],
    });
    stream.speak(frame(1));
    world.agent.speak(frame(2, 800), 5);
    await until('both sides', () => heard.audio[0]?.length === 1 && heard.audio[1]?.length === 1);
    expect(heard.audio).toEqual([[frame(1)], [frame(2, 800)]]);
    world.agent.interrupt(5);
    await until('the cut', () => heard.texts.includes('{"event":"clear"}'));
    stream.stop();
    await until('the end', () => heard.code === 1000);
  });

  it('and does not keep up is dropped, and the call is not', async () => {
    const heard = await listenWell();
    const attentive = await listenWell();
    const below = (heard.socket as unknown as { _socket: { pause(): void } })._socket;
    below.pause();
    const long = frame(3, 24_000);
    let spoken = 0;
    await until('the slow one to be dropped', async () => {
      stream.speak(long);
      spoken++;
      await until('the agent to hear it', () => world.agent.heard().length > spoken);
      return world.bridge.stats().listeners === 1;
    });
    await until('the other to have heard all', () => attentive.audio[0]?.length === spoken);
    expect(stream.closeCode).toBeUndefined();
  });

  it('is one of five at most', async () => {
    for (let count = 0; count < MOST_EARS; count++) await listenWell();
    const late = listen();
    await until('the refusal', () => late.status === 409);
    listeners[0]?.close();
    await until('a free place', () => world.bridge.stats().listeners === MOST_EARS - 1);
    await listenWell();
  });

  it('cannot talk', async () => {
    const heard = await listenWell();
    heard.socket.send('{"event":"media","media":{"payload":"AAAA"}}');
    heard.socket.send(Buffer.alloc(2_000));
    await until('it to be closed', () => heard.code === 1009);
    stream.speak(frame(1));
    await until('the call to go on', () => world.agent.heard().includes(frame(1)));
    expect(world.agent.heard()).not.toContain('AAAA');
    expect(world.bridge.stats().listeners).toBe(0);
  });

  it('needs a token of this call and purpose, used once, and a call that is here', async () => {
    const token = (id: string, purpose: LivePurpose, now?: number) =>
      liveToken(id, purpose, SESSION_SECRET, now).token;
    const used = token(callId, 'listen');
    await listenWell(`/listen/${callId}/${used}`);
    const other = newCallId();
    const refusals: [string, number][] = [
      [`/listen/${callId}/${used}`, 403],
      [`/listen/${callId}/${token(callId, 'tell')}`, 403],
      [`/listen/${callId}/${token(other, 'listen')}`, 403],
      [`/listen/${callId}/${token(callId, 'listen', Date.now() - 61_000)}`, 403],
      [`/listen/${callId}/${liveToken(callId, 'listen', 'x'.repeat(40)).token}`, 403],
      [`/listen/${other}/${token(other, 'listen')}`, 404],
    ];
    for (const [path, status] of refusals) {
      const heard = listen(path);
      await until(path, () => heard.status === status);
    }
    await until('nobody to wait', () => world.bridge.stats().waiting === 0);
  });
});

describe('the agent', () => {
  const ask = async (path: string, purpose: LivePurpose, init: RequestInit = {}, id = callId) => {
    const authorization = `Bearer ${liveToken(id, purpose, SESSION_SECRET).token}`;
    const response = await fetch(`http://127.0.0.1:${world.port}${path}`, {
      headers: { authorization },
      ...init,
    });
    await response.text();
    return response.status;
  };
  const post = (body: string) => ({ method: 'POST', body });

  it('is told something', async () => {
    expect(await ask(`/calls/${callId}`, 'find')).toBe(200);
    expect(await ask(`/calls/${callId}/tell`, 'tell', post('{"text":" Offer the Tuesday. "}'))).toBe(200);
    expect(await world.agent.expect('contextual_update')).toEqual({
      type: 'contextual_update',
      text: 'Offer the Tuesday.',
    });
  });

  it('is not told what is no text, by nobody, or on a call that is elsewhere', async () => {
    const path = `/calls/${callId}/tell`;
    for (const body of [
      '',
      '{}',
      '{"text":""}',
      '[',
      JSON.stringify({ text: 'x'.repeat(2_001) }),
      'x'.repeat(50_000),
    ])
      expect(await ask(path, 'tell', post(body))).toBe(400);
    expect(await ask(path, 'find', post('{"text":"a"}'))).toBe(403);
    expect(await ask(`/calls/${callId}`, 'tell')).toBe(403);
    const elsewhere = newCallId();
    expect(await ask(`/calls/${elsewhere}/tell`, 'tell', post('{"text":"a"}'), elsewhere)).toBe(404);
    expect(await ask(path, 'tell')).toBe(404);
    expect(world.agent.received.some(({ type }) => type === 'contextual_update')).toBe(false);
  });

  it('is not told anything while there is none', async () => {
    world.agent.onInitiation = () => undefined;
    const waiting = newCallId();
    await world.dial(waiting).start();
    await until('it to be up', () => world.bridge.stats().streamsUp === 2);
    expect(await ask(`/calls/${waiting}/tell`, 'tell', post('{"text":"a"}'), waiting)).toBe(409);
  });
});

describe('a person who is about to be put through', () => {
  const handOver = async () => {
    const authorization = `Bearer ${liveToken(callId, 'hand-over', SESSION_SECRET).token}`;
    const url = `http://127.0.0.1:${world.port}/calls/${callId}/hand-over`;
    expect((await fetch(url, { method: 'POST', headers: { authorization } })).status).toBe(200);
  };

  it('has not left when Twilio ends the stream', async () => {
    await handOver();
    stream.stop();
    await until('the end', () => world.bridge.stats().ended.operator === 1);
  });

  it('has left when that comes much later, since nobody was reached', async () => {
    await world.close();
    world = await World.create({ handOverMs: 20 });
    stream = await world.talk({}, callId);
    await handOver();
    await sleep(40);
    stream.stop();
    await until('the end', () => world.bridge.stats().ended.contact_left === 1);
  });
});

it('a token is read for what it was made for, within its minute', () => {
  const { token, expiresAt } = liveToken('c', 'tell', SESSION_SECRET, 1_000);
  expect(readLiveToken('c', 'tell', token, SESSION_SECRET, 60_999)).toBe(expiresAt);
  expect(readLiveToken('c', 'tell', token, SESSION_SECRET, 61_000)).toBeUndefined();
  const prolonged = token.replace(/^\w+/, (999_999_999_999).toString(36));
  expect(readLiveToken('c', 'tell', prolonged, SESSION_SECRET, 2_000)).toBeUndefined();
});
