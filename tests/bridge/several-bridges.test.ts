import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { Registration } from '../../media-bridge/registration.ts';
import { bridgeFor, bridgesFor, capacityOfBridges, placesForCalls, ranked } from '../../platform/bridges.ts';
import { createLog } from '../../platform/log.ts';
import { Bridges } from '../../platform/models/bridge.ts';
import { connectMongo } from '../../platform/mongo.ts';
import { streamToken } from '../../platform/stream-token.ts';
import { until } from '../support/until.ts';
import { SESSION_SECRET, TwilioPeer } from './twilio-peer.ts';
import { newCallId, required, World } from './world.ts';

const FALLBACK = 'wss://fallback.example.com';
const mongo = new URL(required('MONGODB_URI'));
mongo.pathname = `/bridge_several_${process.pid}`;

const worlds: World[] = [];
const registrations: Registration[] = [];
beforeAll(() => connectMongo(mongo.href));
afterEach(async () => {
  for (const registration of registrations.splice(0)) await registration.end();
  for (const world of worlds.splice(0)) await world.close();
  await Bridges.deleteMany({});
});
afterAll(async () => {
  await mongoose.connection.dropDatabase();
  await mongoose.disconnect();
});

/** A bridge that has told of itself, under an address of its own. */
async function bridge(calls: number, limits: { loopDelayMs?: number } = {}) {
  const world = await World.create({ calls, ...limits });
  worlds.push(world);
  const address = `ws://127.0.0.1:${world.port}`;
  const registration = new Registration(address, world.bridge.present, createLog('test', 'silent'));
  registrations.push(registration);
  await registration.tell();
  return { world, address, registration };
}

const callIds = Array.from({ length: 400 }, newCallId);

describe('a call is given', () => {
  it('BRIDGE_URL while no bridge is registered', async () => {
    expect(await bridgeFor(newCallId(), FALLBACK)).toBe(FALLBACK);
    expect(await capacityOfBridges()).toBeUndefined();
  });

  it('a bridge by the room that it has, the same one each time', async () => {
    const [one, two] = [await bridge(30), await bridge(10)];
    const given: string[] = [];
    for (const callId of callIds) given.push(await bridgeFor(callId, FALLBACK));
    const share = given.filter((address) => address === one.address).length / given.length;
    expect(new Set(given)).toEqual(new Set([one.address, two.address]));
    expect(share).toBeGreaterThan(0.65);
    expect(share).toBeLessThan(0.85);
    expect(await bridgeFor(callIds[0] ?? '', FALLBACK)).toBe(given[0]);
  });

  it('none that drains, is too slow or full where there is another', async () => {
    const [open, full, slow, draining] = [
      await bridge(5),
      await bridge(1),
      await bridge(5, { loopDelayMs: -1 }),
      await bridge(5),
    ];
    await full.world.talk();
    await full.registration.tell();
    const drained = draining.world.bridge.drain(0);
    await draining.registration.tell();
    for (const callId of callIds.slice(0, 50)) expect(await bridgeFor(callId, FALLBACK)).toBe(open.address);
    const list = await bridgesFor(newCallId(), FALLBACK);
    expect([...list].sort()).toEqual([FALLBACK, open.address, full.address, slow.address].sort());
    expect(list.at(-1)).toBe(FALLBACK);
    await drained;
  });

  it('none that was not seen for six seconds', async () => {
    const { address } = await bridge(5);
    const later = Date.now() + 6_500;
    expect(await placesForCalls()).toEqual([{ address, calls: 0, room: 5 }]);
    expect(await placesForCalls(later)).toEqual([]);
    expect(await capacityOfBridges(later)).toBeUndefined();
  });

  it('none that has ended', async () => {
    const { registration } = await bridge(5);
    await registration.end();
    await registration.tell();
    expect(await Bridges.countDocuments()).toBe(0);
  });
});

it('capacity counts what is up and what may begin, and nothing new where a bridge drains', async () => {
  const [one, two] = [await bridge(3), await bridge(4)];
  await one.world.talk();
  await one.registration.tell();
  expect(await capacityOfBridges()).toBe(7);
  const drained = two.world.bridge.drain(0);
  await two.registration.tell();
  expect(await capacityOfBridges()).toBe(3);
  await drained;
});

it('bridges behind one address are one place', async () => {
  const present = { calls: 1, room: 2, draining: false, seenAt: new Date() };
  await Bridges.create(
    { _id: 'a', address: 'wss://b', ...present },
    { _id: 'b', address: 'wss://b', ...present },
  );
  expect(await placesForCalls()).toEqual([{ address: 'wss://b', calls: 2, room: 4 }]);
});

it('a place without room comes last', () => {
  const places = [
    { address: 'a', calls: 9, room: 0 },
    { address: 'b', calls: 0, room: 1 },
  ];
  for (const callId of callIds.slice(0, 100)) expect(ranked(callId, places)).toEqual(['b', 'a']);
});

describe('a bridge lets in', () => {
  const status = (world: World, stream = 1) => {
    const callId = newCallId();
    const path = `/streams/${callId}/${streamToken(callId, SESSION_SECRET, stream)}`;
    return TwilioPeer.knock(world.port, { callId, path });
  };

  it('as many streams as it may', async () => {
    const { world } = await bridge(1);
    const stream = await world.talk();
    expect(await status(world)).toBe(503);
    expect(world.bridge.stats().refusals).toEqual({ full: 1 });
    expect(world.bridge.present()).toEqual({ calls: 1, room: 0, draining: false });
    stream.stop();
    await until('its end', () => world.bridge.stats().streamsUp === 0);
    expect(await status(world)).toBe(101);
  });

  it('no new call while it is too slow, but one that waits on the line', async () => {
    const { world } = await bridge(9, { loopDelayMs: -1 });
    expect(await status(world)).toBe(503);
    expect(world.bridge.stats()).toMatchObject({ refusals: { busy: 1 }, room: 0 });
    expect(await status(world, 2)).toBe(101);
  });
});

it('a database that is away disturbs no call', async () => {
  const { world, registration } = await bridge(5);
  await mongoose.disconnect();
  try {
    await registration.tell();
    const stream = await world.talk();
    world.agent.speak('AAAA', 1);
    await stream.expect('media');
    expect(await bridgeFor(newCallId(), FALLBACK)).toBe(FALLBACK);
  } finally {
    await connectMongo(mongo.href);
  }
});
