import type { CallerIdPool } from '../../contracts/caller-ids.ts';
import { NEARNESS, nearness } from './areas.ts';
import { chance } from './chance.ts';

export interface ToShow {
  callId: string;
  /** The number that is called. */
  phone: string;
  /** Numbers that this person was shown before, the last one first; one that was shown twice is there twice. */
  shown: readonly string[];
}

/**
 * The numbers of a pool in the order in which they would be shown for a call: another one than the last time, then those
 * this person saw least, then the nearest, then by a draw that falls the same for this call. With local presence, a pool
 * that has numbers of the person's country is those alone: rather later than from abroad.
 */
export function rankCallerIds(
  { numbers, localPresence }: CallerIdPool,
  { callId, phone, shown }: ToShow,
): string[] {
  const ranked = [...new Set(numbers)].map((number) => ({
    number,
    isLast: number === shown[0],
    times: shown.filter((one) => one === number).length,
    nearness: localPresence ? nearness(number, phone) : 0,
    draw: chance(`${callId}:${number}`),
  }));
  const near = ranked.filter((one) => one.nearness > NEARNESS.none);
  return (near.length > 0 ? near : ranked)
    .sort(
      (a, b) =>
        Number(a.isLast) - Number(b.isLast) ||
        a.times - b.times ||
        b.nearness - a.nearness ||
        a.draw - b.draw,
    )
    .map(({ number }) => number);
}
