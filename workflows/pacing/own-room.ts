import type { Pacing } from '../../contracts/pacing.ts';

/** What bounds one campaign, whatever the others do. Times are epoch milliseconds. */
export interface OwnFacts {
  now: number;
  /** Of its settings. */
  lines: number;
  pacing: Pick<Pacing, 'startsPerMinute' | 'rampUpMinutes' | 'humanSeats'>;
  /** Of its first start. */
  startedAt: number;
  up: number;
  /** Calls dialed within the last minute, and within its last tenth; those that wait to be dialed included. */
  startsLastMinute: number;
  startsLastTenth: number;
}

const MINUTE_MS = 60_000;

/** How many more calls a campaign's own settings let it start now. */
export function ownRoom(facts: OwnFacts): number {
  const { humanSeats = Number.POSITIVE_INFINITY } = facts.pacing;
  const byLines = Math.min(linesNow(facts), humanSeats) - facts.up;
  return Math.max(0, Math.min(byLines, byPace(facts)));
}

/** Lines of a campaign that is ramping up: one at first, all at the end, and evenly more in between. */
export function linesNow({
  lines,
  pacing,
  startedAt,
  now,
}: Pick<OwnFacts, 'lines' | 'pacing' | 'startedAt' | 'now'>): number {
  if (pacing.rampUpMinutes === undefined) return lines;
  const done = (now - startedAt) / (pacing.rampUpMinutes * MINUTE_MS);
  return 1 + Math.floor((lines - 1) * Math.min(1, Math.max(0, done)));
}

/** Never more starts than allowed in any minute, and those not all at its beginning. */
function byPace({ pacing, startsLastMinute, startsLastTenth }: OwnFacts): number {
  const { startsPerMinute } = pacing;
  if (startsPerMinute === undefined) return Number.POSITIVE_INFINITY;
  return Math.min(startsPerMinute - startsLastMinute, Math.ceil(startsPerMinute / 10) - startsLastTenth);
}
