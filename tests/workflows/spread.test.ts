import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { hoursIn } from '../../workflows/gate/hours.ts';
import type { Span } from '../../workflows/gate/spans.ts';
import { partOfDay, spreadOut } from '../../workflows/spread.ts';

const ZONE = 'Australia/Sydney';
const at = (text: string, zone = ZONE) => DateTime.fromISO(text, { zone }).toMillis();
const always = (period: Span) => [period];
const OFFICE = { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };
const weekdays = (zone: string) => (period: Span) => hoursIn(zone, [OFFICE], period);
const isOpen = (moment: number, zone: string) => {
  const { weekday, hour } = DateTime.fromMillis(moment, { zone });
  return weekday <= 5 && hour >= 9 && hour < 17;
};
const HOUR = 3_600_000;

describe('the part of the day', () => {
  it.each([
    ['08:59', undefined],
    ['09:00', 'morning'],
    ['12:00', 'afternoon'],
    ['16:59', 'afternoon'],
    ['17:00', 'evening'],
    ['21:00', undefined],
  ])('at %s is %s', (time, part) => {
    expect(partOfDay(at(`2026-11-23T${time}`), ZONE)).toBe(part);
  });
});

describe('the next try', () => {
  it.each([
    [
      'is the next part that was not tried',
      '2026-11-23T10:30',
      ['2026-11-23T10:00'],
      always,
      '2026-11-23T12:00',
    ],
    ['stays where it suits', '2026-11-23T13:10', ['2026-11-23T10:00'], always, '2026-11-23T13:10'],
    [
      'waits for the morning',
      '2026-11-23T18:30',
      ['2026-11-23T18:00', '2026-11-23T13:00'],
      always,
      '2026-11-24T09:00',
    ],
    [
      'is as planned when every part was tried',
      '2026-11-23T18:30',
      ['2026-11-23T10:00', '2026-11-23T13:00', '2026-11-23T18:00'],
      always,
      '2026-11-23T18:30',
    ],
    [
      'keeps to the hours of the campaign',
      '2026-11-27T16:30',
      ['2026-11-27T14:00'],
      weekdays(ZONE),
      '2026-11-30T09:00',
    ],
    [
      'is as planned where no open hour would be another',
      '2026-11-27T10:30',
      ['2026-11-26T10:00', '2026-11-25T14:00'],
      weekdays(ZONE),
      '2026-11-27T10:30',
    ],
  ] as const)('%s', (_, planned, tries, openIn, expected) => {
    const triedAt = tries.map((moment) => at(moment));
    expect(spreadOut({ dueAt: at(planned), triedAt, zones: [ZONE], openIn })).toBe(at(expected));
  });

  it('is as planned where the zone is not known, and counts in all zones where there are several', () => {
    const dueAt = at('2026-11-23T12:30');
    const triedAt = [at('2026-11-23T10:00')];
    expect(spreadOut({ dueAt, triedAt, zones: [], openIn: always })).toBe(dueAt);
    const due = spreadOut({ dueAt, triedAt, zones: [ZONE, 'Australia/Perth'], openIn: always });
    // In Perth it was night at the first try, and is morning; in Sydney it is another part.
    expect(due).toBe(dueAt);
    const late = spreadOut({ dueAt, triedAt: [dueAt], zones: [ZONE, 'Australia/Perth'], openIn: always });
    expect(late).toBe(at('2026-11-23T17:00'));
  });

  it('is never earlier than planned nor three days later, in any zone, also when clocks change', () => {
    const zones = fc.constantFrom(
      'Australia/Lord_Howe',
      'America/New_York',
      'Asia/Kathmandu',
      'Pacific/Chatham',
    );
    const moment = fc.integer({ min: at('2026-01-01'), max: at('2027-12-31') });
    fc.assert(
      fc.property(moment, fc.array(moment, { maxLength: 4 }), zones, (dueAt, triedAt, timeZone) => {
        const due = spreadOut({ dueAt, triedAt, zones: [timeZone], openIn: weekdays(timeZone) });
        expect(due).toBeGreaterThanOrEqual(dueAt);
        expect(due).toBeLessThanOrEqual(dueAt + 72 * HOUR);
        if (due === dueAt) return;
        const tried = triedAt.map((one) => partOfDay(one, timeZone));
        expect(tried).not.toContain(partOfDay(due, timeZone));
        expect(isOpen(due, timeZone)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
