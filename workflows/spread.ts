import { DateTime } from 'luxon';
import type { Span } from './gate/spans.ts';

/** Parts of the day in which people are reached or not, by the hours (from, up to) of their own clock. */
const PARTS = [
  { name: 'morning', from: 9, to: 12 },
  { name: 'afternoon', from: 12, to: 17 },
  { name: 'evening', from: 17, to: 21 },
] as const;
type Part = (typeof PARTS)[number]['name'];

const STEP_MS = 15 * 60_000;
const FURTHEST_MS = 3 * 86_400_000;

/** The part of the day in an IANA zone; undefined at night. */
export function partOfDay(at: number, timeZone: string): Part | undefined {
  const { hour } = DateTime.fromMillis(at, { zone: timeZone });
  return PARTS.find(({ from, to }) => hour >= from && hour < to)?.name;
}

export interface Spreading {
  /** The moment that the plan names, epoch milliseconds. */
  dueAt: number;
  /** When attempts were made. */
  triedAt: number[];
  /** IANA names of the zones that the person may be in; what is said here holds in all of them. */
  zones: string[];
  /** The hours of the campaign within a period. */
  openIn(period: Span): Span[];
}

/**
 * The first moment from `dueAt` on, within three days, that lies in a part of the day not tried yet and in the
 * campaign's hours; `dueAt` itself where there is none, or where the person's zone is not known.
 */
export function spreadOut({ dueAt, triedAt, zones, openIn }: Spreading): number {
  if (zones.length === 0) return dueAt;
  const end = dueAt + FURTHEST_MS;
  const open = openIn({ from: dueAt, until: end });
  const tried = zones.map((zone) => new Set(triedAt.map((at) => partOfDay(at, zone))));
  const suits = (at: number) =>
    open.some(({ from, until }) => from <= at && at < until) &&
    zones.every((zone, index) => {
      const part = partOfDay(at, zone);
      return part !== undefined && !tried[index]?.has(part);
    });
  if (suits(dueAt)) return dueAt;
  for (let at = nextQuarter(dueAt); at < end; at += STEP_MS) if (suits(at)) return at;
  return dueAt;
}

/** Every zone's offset is a whole number of quarters of an hour. */
function nextQuarter(at: number): number {
  return Math.ceil(at / STEP_MS) * STEP_MS;
}
