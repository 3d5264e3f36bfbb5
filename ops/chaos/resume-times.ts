import type { Rebirth } from './director.ts';
import type { SeenCall } from './evidence.ts';
import { roomFrom } from './spans.ts';

export const RESUME_LIMIT_SECONDS = 10;

/**
 * Seconds from the moment that killed workers were launched again to the next request to dial, for each time that
 * they had work: they were dialing until they were killed. While every line is taken nobody can dial, so the clock
 * starts when one is free.
 */
export function resumeTimes(
  rebirths: readonly Rebirth[],
  seen: readonly SeenCall[],
  refusals: readonly { at: number }[],
  lines: number,
): number[] {
  const creates = [...seen.map(({ createdAt }) => createdAt), ...refusals.map(({ at }) => at)].sort(
    (a, b) => a - b,
  );
  return rebirths.flatMap(({ relaunchedAt, wasDialing }) => {
    const next = creates.find((at) => at > relaunchedAt);
    if (!wasDialing || next === undefined) return [];
    const since = Math.min(next, roomFrom(seen, lines, relaunchedAt));
    return [Math.round((next - since) / 100) / 10];
  });
}
