import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { WeeklyHours } from '../../../workflows/gate/hours.ts';
import { hoursIn } from '../../../workflows/gate/hours.ts';
import { spansOnWall } from '../../../workflows/gate/local-time.ts';
import { at } from './facts.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Days around which a zone's clock is put, forward and back, and zones whose offset is odd. */
const CHANGES: [zone: string, date: string, how: string][] = [
  ['Australia/Sydney', '2026-10-04', 'forward'],
  ['Australia/Sydney', '2026-04-05', 'back'],
  ['America/New_York', '2026-03-08', 'forward'],
  ['America/New_York', '2026-11-01', 'back'],
  ['Europe/London', '2026-03-29', 'forward'],
  ['Europe/London', '2026-10-25', 'back'],
  ['Australia/Lord_Howe', '2026-10-04', 'forward by half an hour'],
  ['Australia/Lord_Howe', '2026-04-05', 'back by half an hour'],
  ['Australia/Adelaide', '2026-10-04', 'forward'],
  ['Pacific/Chatham', '2026-09-27', 'forward'],
  ['Pacific/Chatham', '2026-04-05', 'back'],
  ['Asia/Kathmandu', '2026-06-01', 'never'],
  ['Europe/London', '2028-02-29', 'not on a leap day'],
];

/** The rule said once more, by the wall alone. */
function isOpenByWall(zone: string, { days, from, to }: WeeklyHours, moment: number): boolean {
  const wall = DateTime.fromMillis(moment, { zone });
  const clock = wall.toFormat('HH:mm');
  const today = days.includes(wall.weekday);
  const yesterday = days.includes(wall.weekday === 1 ? 7 : wall.weekday - 1);
  if (from < to) return today && from <= clock && clock < to;
  return (today && from <= clock) || (yesterday && clock < to);
}

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const hours = fc.record({
  days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
  from: clock,
  to: clock,
});

describe('hours by the wall', () => {
  it.each(CHANGES)('are what the wall shows in %s around %s, when clocks go %s', (zone, date, _how) => {
    const noon = at(`${date}T12:00`, zone);
    const period = { from: noon - DAY, until: noon + DAY };
    fc.assert(
      fc.property(hours, fc.integer({ min: 0, max: 14 }), (given, shift) => {
        const spans = hoursIn(zone, [given], period);
        const isInside = (moment: number) =>
          spans.some(({ from, until }) => from <= moment && moment < until);
        const moments = Array.from(
          { length: 192 },
          (_, index) => period.from + (15 * index + shift) * MINUTE,
        );
        const wrong = moments.filter((moment) => isInside(moment) !== isOpenByWall(zone, given, moment));
        expect(wrong.map((moment) => DateTime.fromMillis(moment, { zone }).toISO())).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('opens when the clock has jumped over the hour of opening', () => {
    const night = { days: [7], from: '02:30', to: '05:00' };
    const period = {
      from: at('2026-03-08T00:00', 'America/New_York'),
      until: at('2026-03-09T00:00', 'America/New_York'),
    };
    expect(hoursIn('America/New_York', [night], period)).toEqual([
      { from: at('2026-03-08T03:00', 'America/New_York'), until: at('2026-03-08T05:00', 'America/New_York') },
    ]);
  });

  it('has 23 hours in the day that is short and 25 in the long one', () => {
    const lengthOf = (date: string) => {
      const from = at(`${date}T00:00`, 'Australia/Sydney');
      const days = spansOnWall('Australia/Sydney', { from: from - DAY, until: from + 2 * DAY }, (day) =>
        day.date === date ? [[0, 1440]] : [],
      );
      return days.map((span) => (span.until - span.from) / 3600_000);
    };
    expect(lengthOf('2026-10-04')).toEqual([23]);
    expect(lengthOf('2026-04-05')).toEqual([25]);
    expect(lengthOf('2026-04-06')).toEqual([24]);
  });

  it('knows a leap day', () => {
    const period = {
      from: at('2028-02-28T12:00', 'Europe/London'),
      until: at('2028-03-01T12:00', 'Europe/London'),
    };
    const tuesdays = hoursIn('Europe/London', [{ days: [2], from: '09:00', to: '10:00' }], period);
    expect(tuesdays).toEqual([
      { from: at('2028-02-29T09:00', 'Europe/London'), until: at('2028-02-29T10:00', 'Europe/London') },
    ]);
  });
});
