import { LRUCache } from 'lru-cache';
import { DateTime, IANAZone } from 'luxon';
import { isSome, overlap, type Span, union } from './spans.ts';

/**
 * Rules are about the clock on the wall. Between two changes of a zone's offset the wall runs evenly, so each such piece
 * is reckoned by itself: an hour that a change leaves out is in no span, one that it repeats is in two.
 */

export interface LocalDay {
  /** Such as `2026-11-20`. */
  date: string;
  /** 1 = Monday … 7 = Sunday. */
  weekday: number;
}

/** Minutes since midnight as the wall shows them; `to` is not included. */
export type Minutes = readonly [from: number, to: number];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
export const WHOLE_DAY: Minutes = [0, 24 * 60];

/** IANA names that were asked for, with their canonical ones: to find one out takes as long as a whole decision. */
const canonicalNames = new Map<string, string>();

export function isZone(name: string): boolean {
  return canonicalNames.has(name) || IANAZone.isValidZone(name);
}

/** One name for each zone, whatever alias was given: `Australia/Canberra` is `Australia/Sydney`. */
export function canonicalZone(name: string): string {
  const known = canonicalNames.get(name);
  if (known) return known;
  const canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  canonicalNames.set(name, canonical);
  return canonical;
}

/** When the wall clock of a zone is within the minutes that are open on that day. */
export function spansOnWall(
  zone: string,
  period: Span,
  openOn: (day: LocalDay) => readonly Minutes[],
): Span[] {
  return union(
    evenPieces(zone, period).flatMap((piece) => {
      const wall = (moment: number) => moment + piece.offset * MINUTE;
      const days = daysBetween(wall(piece.from), wall(piece.until));
      return days.flatMap((midnight) =>
        openOn(localDay(midnight)).map(([from, to]) =>
          overlap(piece, {
            from: midnight + (from - piece.offset) * MINUTE,
            until: midnight + (to - piece.offset) * MINUTE,
          }),
        ),
      );
    }),
  ).filter(isSome);
}

/** For people: `Perth`. */
export function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** Such as `2026-11-20`. */
export function dateIn(zone: string, moment: number): string {
  return wallIn(zone, moment).slice(0, 10);
}

/** `09:00`, with the day where that is further off than a day. */
export function clockIn(zone: string, moment: number, now: number): string {
  const clock = wallIn(zone, moment).slice(11, 16);
  const ahead = moment - now;
  if (ahead <= DAY) return clock;
  const local = DateTime.fromMillis(moment, { zone, locale: 'en' });
  return `${local.toFormat(ahead < 6 * DAY ? 'cccc' : 'd LLLL')} ${clock}`;
}

/** What calendar and clock show, such as `2026-11-20T09:00:00.000Z`, though it is not UTC. */
function wallIn(zone: string, moment: number): string {
  return new Date(moment + IANAZone.create(zone).offset(moment) * MINUTE).toISOString();
}

interface Piece extends Span {
  /** Minutes east of UTC. */
  offset: number;
}

/** The many rules of one decision ask for the same few, and reckoning a zone's offset is most of what a decision takes. */
const knownPieces = new LRUCache<string, Piece[]>({ max: 200 });

function evenPieces(name: string, period: Span): Piece[] {
  const key = `${name} ${period.from} ${period.until}`;
  const known = knownPieces.get(key);
  if (known) return known;
  const pieces = reckonPieces(IANAZone.create(name), period);
  knownPieces.set(key, pieces);
  return pieces;
}

function reckonPieces(zone: IANAZone, period: Span): Piece[] {
  const pieces: Piece[] = [];
  for (let from = period.from; from < period.until; ) {
    const until = nextChange(zone, from, period.until);
    pieces.push({ from, until, offset: zone.offset(from) });
    from = until;
  }
  return pieces;
}

/** The first moment with another offset than at `from`, or the end. No zone changes twice within a week. */
function nextChange(zone: IANAZone, from: number, end: number): number {
  const offset = zone.offset(from);
  for (let same = from; same < end; same += 7 * DAY) {
    const other = Math.min(same + 7 * DAY, end);
    if (zone.offset(other) !== offset) return between(zone, same, other);
  }
  return end;
}

function between(zone: IANAZone, before: number, after: number): number {
  let [same, other] = [before, after];
  const offset = zone.offset(same);
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (zone.offset(middle) === offset) same = middle;
    else other = middle;
  }
  return other;
}

/** Midnights, reckoned as if the wall were UTC. */
function daysBetween(from: number, until: number): number[] {
  const first = Math.floor(from / DAY);
  return Array.from({ length: Math.ceil(until / DAY) - first }, (_, index) => (first + index) * DAY);
}

function localDay(midnight: number): LocalDay {
  const date = new Date(midnight);
  return { date: date.toISOString().slice(0, 10), weekday: date.getUTCDay() || 7 };
}
