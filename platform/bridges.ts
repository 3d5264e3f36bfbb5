import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BridgeDoc, Bridges } from './models/bridge.ts';

/** A bridge says every 2 s that it is there; one that was not heard for three times as long is taken for gone. */
const SEEN_WITHIN_MS = 6_000;

/** A person may be waiting on the line while it is asked which bridges there are. */
const LIST_WITHIN_MS = 700;

/** All bridges at one address: one, or several behind a balancer. */
export interface BridgePlace {
  address: string;
  calls: number;
  room: number;
}

/** Bridges that take streams, by address. Clocks of machines may differ by a second or two, not by more. */
export async function placesForCalls(now = Date.now()): Promise<BridgePlace[]> {
  const seen = await Bridges.find({ seenAt: { $gte: new Date(now - SEEN_WITHIN_MS) } }).lean();
  return placesOf(seen.filter(({ draining }) => !draining));
}

/**
 * The address of the bridge that a call is given: one at random, but the same each time, by the room that they have.
 * @param fallback the address where no bridge has registered itself, or the list of them cannot be read
 */
export async function bridgeFor(callId: string, fallback: string): Promise<string> {
  const [first] = await bridgesFor(callId, fallback);
  return first ?? fallback;
}

/** Where a call that is up may be: every address that was seen lately, those that drain too, and `fallback`. Never rejects. */
export async function bridgesWithCalls(fallback: string, now = Date.now()): Promise<string[]> {
  const since = new Date(now - SEEN_WITHIN_MS);
  const late = new AbortController();
  const tooLate = sleep(LIST_WITHIN_MS, [], { signal: late.signal }).catch(() => []);
  const listed = Bridges.distinct('address', { seenAt: { $gte: since } }).catch(() => []);
  const seen = await Promise.race([listed, tooLate]);
  late.abort();
  return [...new Set([...seen, fallback])];
}

/** All of them, the best first, and `fallback` last of all. Never rejects, and waits no longer than people can. */
export async function bridgesFor(callId: string, fallback: string): Promise<string[]> {
  const late = new AbortController();
  const tooLate = sleep(LIST_WITHIN_MS, [], { signal: late.signal }).catch(() => []);
  const places = await Promise.race([placesForCalls().catch(() => []), tooLate]);
  late.abort();
  return [...new Set([...ranked(callId, places), fallback])];
}

/**
 * By weighted rendezvous: each address draws a number by call, and the chance to come first is as its share of all room. So
 * calls that are started at the same moment spread, although none of them is counted yet.
 */
export function ranked(callId: string, places: readonly BridgePlace[]): string[] {
  // One that is full comes last, not never: a call may end before this one is answered.
  const draws = places.map(({ address, room }) => {
    return { address, draw: -Math.log(shareOf(`${callId} ${address}`)) / Math.max(room, 1e-6) };
  });
  return draws.sort((a, b) => a.draw - b.draw).map(({ address }) => address);
}

/** How many calls all bridges can carry together, those that are up included; undefined when none is registered. */
export async function capacityOfBridges(now = Date.now()): Promise<number | undefined> {
  const seen = await Bridges.find({ seenAt: { $gte: new Date(now - SEEN_WITHIN_MS) } }).lean();
  if (seen.length === 0) return undefined;
  // A draining bridge carries what it has to the end, and those calls hold lines: they must not count against others.
  return seen.reduce((sum, { calls, room, draining }) => sum + calls + (draining ? 0 : room), 0);
}

function placesOf(bridges: readonly BridgeDoc[]): BridgePlace[] {
  const places = new Map<string, BridgePlace>();
  for (const { address, calls, room } of bridges) {
    const place = places.get(address) ?? { address, calls: 0, room: 0 };
    places.set(address, { address, calls: place.calls + calls, room: place.room + room });
  }
  return [...places.values()];
}

/** Above 0, below 1, and the same for the same text. */
function shareOf(text: string): number {
  return (createHash('sha256').update(text).digest().readUInt32BE(0) + 0.5) / 2 ** 32;
}
