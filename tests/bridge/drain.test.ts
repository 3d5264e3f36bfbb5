import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { until } from '../support/until.ts';
import { TwilioPeer } from './twilio-peer.ts';
import { frame, newCallId, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create({ closeMs: 200 });
});
afterEach(() => world.close());

it('while draining, running streams go on and new ones are refused', async () => {
  const stream = await world.talk();
  const drained = world.bridge.drain(60_000);
  expect(await TwilioPeer.knock(world.port, { callId: newCallId() })).toBe(503);
  const ready = await fetch(`http://127.0.0.1:${world.port}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ ready: false, down: ['draining'] });
  const health = await fetch(`http://127.0.0.1:${world.port}/healthz`);
  expect(await health.json()).toEqual({ alive: true, draining: true });
  world.agent.speak(frame(1), 1);
  await stream.expect('media');
  stream.stop();
  await drained;
  expect(world.bridge.stats().ended).toEqual({ contact_left: 1 });
  await expect(fetch(`http://127.0.0.1:${world.port}/healthz`)).rejects.toThrow();
});

it('what does not end in time is ended, with that reason', async () => {
  const stream = await world.talk();
  await world.bridge.drain(50);
  expect(world.bridge.stats()).toMatchObject({ streamsUp: 0, ended: { shutdown: 1 } });
  expect(await stream.closed()).toBe(1000);
  await until("the agent's socket to close", () => world.agent.closes[0] === 1000);
});
