import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { hoursAt } from '../../workflows/calling-hours.ts';
import { decide, type GateFacts } from '../../workflows/gate.ts';

const office = { timeZone: 'Australia/Perth', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };
const at = (iso: string, zone: string) => DateTime.fromISO(iso, { zone }).toMillis();

function facts(over: Partial<GateFacts> = {}): GateFacts {
  const campaign = { state: 'running', retry: { maxAttempts: 3, afterSeconds: {} } } as const;
  return {
    campaign,
    attemptsMade: 0,
    suppressed: false,
    now: at('2026-11-20T10:00', 'Australia/Perth'),
    ...over,
  };
}

const within = (now: string) =>
  decide(facts({ campaign: { ...facts().campaign, window: office }, now: at(now, 'Australia/Perth') }));

describe('the gate', () => {
  it('allows a call when nothing speaks against it', () => {
    expect(decide(facts()).decision).toBe('allow');
  });

  it('blocks a number on the do-not-call list before it looks at anything else', () => {
    const verdict = decide(facts({ suppressed: true, campaign: { ...facts().campaign, state: 'paused' } }));
    expect(verdict).toEqual({ decision: 'block', reasons: ['The number is on the do-not-call list'] });
  });

  it('blocks when all attempts are used', () => {
    expect(decide(facts({ attemptsMade: 3 })).decision).toBe('block');
  });

  it.each(['paused', 'stopped', 'draft', 'completed'] as const)(
    'lets nobody be called while a campaign is %s',
    (state) => {
      expect(decide(facts({ campaign: { ...facts().campaign, state } })).decision).toBe('defer');
    },
  );

  it('allows within the hours and waits for the next opening outside of them', () => {
    expect(within('2026-11-20T09:00').decision).toBe('allow');
    expect(within('2026-11-20T08:59:59')).toMatchObject({
      decision: 'defer',
      until: at('2026-11-20T09:00', 'Australia/Perth'),
      reasons: ['Waiting for 09:00 in Australia/Perth'],
    });
    expect(within('2026-11-20T17:00')).toMatchObject({ until: at('2026-11-23T09:00', 'Australia/Perth') });
  });

  it('blocks where the zone is unknown', () => {
    const window = { ...office, timeZone: 'Mars/Olympus' };
    expect(decide(facts({ campaign: { ...facts().campaign, window } }))).toEqual({
      decision: 'block',
      reasons: ['"Mars/Olympus" is not an IANA time zone'],
    });
  });
});

describe('calling hours', () => {
  it('may run over midnight and belong to the day on which they begin', () => {
    const night = { timeZone: 'Europe/London', days: [5], from: '22:00', to: '02:00' };
    expect(hoursAt(night, at('2026-11-21T01:59', 'Europe/London')).open).toBe(true);
    expect(hoursAt(night, at('2026-11-20T01:59', 'Europe/London')).open).toBe(false);
  });

  it('keep to the clock on the wall when daylight saving begins', () => {
    const zone = 'Europe/Berlin';
    const day = { timeZone: zone, days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '24:00' };
    const saturdayNight = at('2026-03-28T00:30', zone);
    const openAt = hoursAt(day, at('2026-03-29T00:30', zone)).opensAt;
    expect(openAt).toBe(at('2026-03-29T08:00', zone));
    expect(Number(openAt) - at('2026-03-29T00:30', zone)).toBe(6.5 * 3_600_000);
    expect(hoursAt(day, saturdayNight).open).toBe(false);
  });

  it('open at exactly the moment that they promise', () => {
    const zones = fc.constantFrom(
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/New_York',
      'Europe/Dublin',
    );
    const days = fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 });
    const clock = fc.constantFrom('00:00', '02:30', '09:00', '13:15', '23:45');
    const moments = fc.integer({ min: 1_767_225_600_000, max: 1_830_297_600_000 });
    fc.assert(
      fc.property(zones, days, clock, clock, moments, (timeZone, weekdays, from, to, now) => {
        const window = { timeZone, days: weekdays, from, to };
        const { open, opensAt } = hoursAt(window, now);
        if (open || opensAt === undefined) return;
        expect(opensAt).toBeGreaterThan(now);
        expect(hoursAt(window, opensAt).open).toBe(true);
      }),
    );
  });
});
