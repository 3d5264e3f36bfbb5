import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { streamPath } from '../../contracts/stream.ts';
import { streamSignature } from '../../media-bridge/stream-signature.ts';
import { streamToken } from '../../platform/stream-token.ts';
import { until } from '../support/until.ts';
import { AUTH_TOKEN, PUBLIC_URL, SESSION_SECRET, TwilioPeer } from './twilio-peer.ts';
import { newCallId, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.close());

function signed(path: string, base = PUBLIC_URL, token = AUTH_TOKEN) {
  return { path, signature: streamSignature(base + path, token) };
}

it('signs as Twilio does: HMAC-SHA1 over the wss address, in base64', () => {
  // Computed with `printf %s URL | openssl dgst -sha1 -hmac TOKEN -binary | base64`.
  expect(streamSignature('wss://bridge.example.com/streams/a/b', '12345')).toBe(
    'OTLLIwGCUxMNODsm4gQ7S/PBuSQ=',
  );
});

describe('an upgrade', () => {
  const callId = newCallId();
  const token = streamToken(callId, SESSION_SECRET);
  const path = streamPath(callId, token);

  it.each([
    ['signed, for its call', { callId }, 101],
    ['without a signature', { callId, signature: null }, 401],
    ['with an empty signature', { callId, signature: '' }, 403],
    ['with the signature of another path', { callId, signature: signed('/streams/x/y').signature }, 403],
    ['signed over https instead of wss', { callId, ...signed(path, 'https://bridge.example.com') }, 403],
    ['signed with a port that the address has not', { callId, ...signed(path, `${PUBLIC_URL}:443`) }, 403],
    ['signed with another token', { callId, ...signed(path, PUBLIC_URL, 'x'.repeat(32)) }, 403],
    ["with another call's token", { callId, ...signed(streamPath(newCallId(), token)) }, 403],
    ['with a token cut short', { callId, ...signed(streamPath(callId, token.slice(1))) }, 403],
    ['for something that is no call id', { callId, ...signed(streamPath('abc', token)) }, 404],
    ['with a query', { callId, ...signed(`${path}?a=1`) }, 404],
    ['elsewhere', { callId, ...signed('/streams') }, 404],
  ])('%s', async (_, knock, status) => {
    expect(await TwilioPeer.knock(world.port, knock)).toBe(status);
  });

  it('is refused while the call has a stream, and may come again after it', async () => {
    const call = newCallId();
    const first = await world.talk({}, call);
    expect(await TwilioPeer.knock(world.port, { callId: call })).toBe(409);
    expect(first.closeCode).toBeUndefined();
    first.stop();
    await first.closed();
    await until('the session to be over', () => world.bridge.stats().streamsUp === 0);
    expect(await TwilioPeer.knock(world.port, { callId: call })).toBe(101);
  });

  it('that was refused is counted and begins nothing', async () => {
    await TwilioPeer.knock(world.port, { callId, signature: null });
    expect(world.bridge.stats()).toMatchObject({ streamsBegun: 0, refused: { 401: 1 } });
  });
});

describe('plain requests', () => {
  const get = async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${world.port}${path}`, { method });
    return { status: response.status, body: await response.json() };
  };

  it('are answered for health, readiness and counters', async () => {
    expect(await get('/healthz')).toEqual({ status: 200, body: { alive: true, draining: false } });
    expect(await get('/readyz')).toEqual({ status: 200, body: { ready: true, down: [] } });
    expect((await get('/stats')).body).toMatchObject({ streamsUp: 0, draining: false, ended: {} });
  });

  it('are refused otherwise', async () => {
    expect((await get('/')).status).toBe(404);
    expect((await get(streamPath(newCallId(), 'x'))).status).toBe(404);
    expect((await get('/stats', 'POST')).status).toBe(405);
  });
});
