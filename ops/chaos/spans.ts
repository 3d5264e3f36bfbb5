import { callsUp } from '../demo/referee.ts';
import type { SeenCall } from './evidence.ts';

type Times = Pick<SeenCall, 'initiatedAt' | 'endedAt'>;

/** The first moment from `since` on at which fewer than `lines` calls were up. */
export function roomFrom(calls: readonly Times[], lines: number, since: number): number {
  const steps = callsUp(calls);
  const before = steps.findLast(({ at }) => at <= since)?.up ?? 0;
  if (before < lines) return since;
  return steps.find(({ at, up }) => at > since && up < lines)?.at ?? Number.POSITIVE_INFINITY;
}

/** The most calls created within any one second, in the order of their creation. */
export function busiestSecond(calls: readonly SeenCall[]): SeenCall[] {
  const starts = calls.toSorted((a, b) => a.createdAt - b.createdAt);
  let first = 0;
  let busiest: SeenCall[] = [];
  for (const [last, { createdAt }] of starts.entries()) {
    while (createdAt - (starts[first]?.createdAt ?? createdAt) >= 1_000) first += 1;
    if (last - first + 1 > busiest.length) busiest = starts.slice(first, last + 1);
  }
  return busiest;
}

export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
