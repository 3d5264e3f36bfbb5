import { LRUCache } from 'lru-cache';
import type { CallerIdPool } from '../contracts/caller-ids.ts';
import { Calls } from '../platform/models/call.ts';
import { rankCallerIds, type ToShow } from '../workflows/choice/caller-id.ts';

const DAY_MS = 24 * 3600_000;
/** Calls to one person that are looked back on. */
const MOST_SHOWN = 50;
/**
 * Until when (epoch milliseconds) numbers may not be shown: no need to count their calls each time. Kept briefly, since a
 * call that was counted may turn out not to have been made.
 */
const full = new LRUCache<string, number>({ max: 5_000, ttl: 60_000 });

/**
 * The number to show for a call, or from when on (epoch milliseconds) there is one, where each was shown for as many calls
 * as it may.
 * @param kept the number that this attempt was about to show before
 */
export async function numberToShow(
  pool: CallerIdPool,
  { callId, contactId, phone }: Omit<ToShow, 'shown'> & { contactId: string },
  kept?: string,
): Promise<{ number: string } | { until: number }> {
  const ranked = rankCallerIds(pool, { callId, phone, shown: await shownTo(contactId, callId) });
  const order = kept !== undefined && ranked.includes(kept) ? [kept, ...ranked] : ranked;
  return firstFree(order, pool, callId);
}

/**
 * Whether a number is within its cap with this call too. Asked once the intent is written, by which others count it: of two
 * calls that took the last place at once, neither keeps it, and the cap is never exceeded.
 */
export async function mayBeShown(
  number: string,
  { perNumberPerDay }: CallerIdPool,
  callId: string,
): Promise<boolean> {
  return perNumberPerDay === undefined || (await fullUntil(number, perNumberPerDay, callId)) === undefined;
}

/** Whether any number of the pool may still be shown. */
export async function hasFreeNumber(pool: CallerIdPool): Promise<boolean> {
  return 'number' in (await firstFree(pool.numbers, pool));
}

async function firstFree(
  numbers: string[],
  { perNumberPerDay: cap }: CallerIdPool,
  callId?: string,
): Promise<{ number: string } | { until: number }> {
  let until = Date.now() + DAY_MS;
  for (const number of numbers) {
    const key = `${number}:${cap}`;
    const fullFor = cap && (full.get(key) ?? (await fullUntil(number, cap, callId)));
    if (fullFor === undefined) return { number };
    full.set(key, fullFor, { noUpdateTTL: true });
    until = Math.min(until, fullFor);
  }
  return { until };
}

/**
 * Until when a number has been shown for `cap` calls in 24 hours, besides this one: as many and one back, the oldest
 * has to lie so long ago. Undefined where there is room.
 */
async function fullUntil(number: string, cap: number, callId?: string): Promise<number | undefined> {
  const others = callId === undefined ? {} : { _id: { $ne: callId } };
  const since = new Date(Date.now() - DAY_MS);
  const [oldest] = await Calls.find({ from: number, startedAt: { $gt: since }, ...others }, { startedAt: 1 })
    .sort({ startedAt: -1 })
    .skip(cap - 1)
    .limit(1)
    .lean();
  return oldest && oldest.startedAt.getTime() + DAY_MS;
}

/** Numbers that a person saw, the last one first, in whatever campaign. */
async function shownTo(contactId: string, callId: string): Promise<string[]> {
  const calls = await Calls.find({ contactId, from: { $ne: null }, _id: { $ne: callId } }, { from: 1 })
    .sort({ startedAt: -1 })
    .limit(MOST_SHOWN)
    .lean();
  return calls.flatMap(({ from }) => from ?? []);
}
