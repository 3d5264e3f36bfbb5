import { DateTime } from 'luxon';

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
  /** The contact's zone, IANA. */
  timeZone: string;
  /** Whether the campaign may call at a moment at all. */
  isOpen(at: number): boolean;
}

/**
 * The first moment from `dueAt` on, within three days, that lies in a part of the day not tried yet and in the
 * campaign's hours; `dueAt` itself where there is none.
 */
export function spreadOut({ dueAt, triedAt, timeZone, isOpen }: Spreading): number {
  const tried = new Set(triedAt.map((at) => partOfDay(at, timeZone)));
  const suits = (at: number) => {
    const part = partOfDay(at, timeZone);
    return part !== undefined && !tried.has(part) && isOpen(at);
  };
  if (suits(dueAt)) return dueAt;
  for (let at = ceil(dueAt); at <= dueAt + FURTHEST_MS; at += STEP_MS) if (suits(at)) return at;
  return dueAt;
}

/** The next quarter of an hour; every zone's offset is a whole number of them. */
function ceil(at: number): number {
  return Math.ceil(at / STEP_MS) * STEP_MS;
}
