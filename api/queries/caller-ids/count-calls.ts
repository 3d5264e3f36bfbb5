import type { Outcome } from '../../../contracts/outcome.ts';
import { Calls } from '../../../platform/models/call.ts';
import type { Counts } from './drift.ts';

/** Of one number, by span up to now. */
export interface Spans {
  day: Counts;
  week: Counts;
  fourWeeks: Counts;
}

export const DAY_MS = 24 * 3600_000;
export const SPAN_DAYS = { day: 1, week: 7, fourWeeks: 28 } as const;

/** A telephone rang, or was busy: whether somebody answers is then about the number they see. */
const REACHED: readonly Outcome[] = [
  'human',
  'voicemail',
  'screening',
  'ivr',
  'fax',
  'no_answer',
  'busy',
  'declined',
];

/** The calls that these numbers were shown for in the last 28 days; read by the index of number and time. */
export async function countCalls(numbers: string[], now: number): Promise<Map<string, Spans>> {
  const since = (days: number) => new Date(now - days * DAY_MS);
  const isIn = (days: number) => ({ $gte: ['$startedAt', since(days)] });
  const answered = { $eq: ['$outcome', 'human'] };
  const count = (...conditions: object[]) => ({ $sum: { $cond: [{ $and: conditions }, 1, 0] } });
  const rows = await Calls.aggregate<{ _id: string } & Record<string, number>>([
    {
      $match: {
        from: { $in: numbers },
        startedAt: { $gte: since(SPAN_DAYS.fourWeeks) },
        outcome: { $in: REACHED },
      },
    },
    {
      $group: {
        _id: '$from',
        ...Object.fromEntries(
          Object.entries(SPAN_DAYS).flatMap(([span, days]) => [
            [`${span}Calls`, count(isIn(days))],
            [`${span}Answered`, count(isIn(days), answered)],
          ]),
        ),
      },
    },
  ]);
  const counts = (row: Record<string, number>, span: keyof Spans): Counts => ({
    calls: row[`${span}Calls`] ?? 0,
    answered: row[`${span}Answered`] ?? 0,
  });
  return new Map(
    rows.map(({ _id, ...row }) => [
      _id,
      { day: counts(row, 'day'), week: counts(row, 'week'), fourWeeks: counts(row, 'fourWeeks') },
    ]),
  );
}
