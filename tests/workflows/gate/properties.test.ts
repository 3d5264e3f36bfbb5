import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { GateFacts, PersonFacts } from '../../../contracts/gate.ts';
import type { RulePack } from '../../../contracts/rules.ts';
import { decide } from '../../../workflows/gate/decide.ts';
import { STANDARD_PACKS } from '../../../workflows/gate/packs/index.ts';
import { at, facts, schedule } from './facts.ts';

const MINUTE = 60_000;
const RUNS = { numRuns: 60 };

const phone = fc.constantFrom(
  ...['+61491570156', '+61255501234', '+61355501234', '+61755501234', '+6189200', '+6188123'],
  ...['+12125550123', '+18505550123', '+13055550123', '+12055550123', '+18005550123', '+16025550123'],
  ...['+442079460958', '+4930123', '+3461234', '+14165550123', '+17095550123', '+6421555123'],
);
const person: fc.Arbitrary<PersonFacts> = fc.record(
  {
    phone,
    lineType: fc.constantFrom('mobile', 'fixed', 'voip', 'unknown'),
    timeZone: fc.constantFrom(
      ...['Australia/Perth', 'Australia/Adelaide', 'Australia/Lord_Howe', 'America/New_York'],
      ...['America/Los_Angeles', 'Europe/London', 'Asia/Kathmandu', 'Pacific/Chatham', 'No/Where'],
    ),
    country: fc.constantFrom('AU', 'US', 'GB', 'CA', 'ES'),
    region: fc.constantFrom('WA', 'NSW', 'FL', 'ON'),
    postcode: fc.constantFrom('6000', '2880', '90210', '0872', 'M5V 1A1'),
  },
  { requiredKeys: ['phone', 'lineType'] },
);
/** Around the changes of clocks as well as between them. */
const now = fc.oneof(
  fc.integer({
    min: Math.floor(at('2026-01-01', 'UTC') / MINUTE),
    max: Math.floor(at('2028-12-31', 'UTC') / MINUTE),
  }),
  fc
    .tuple(
      fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'),
      fc.integer({ min: -2000, max: 2000 }),
    )
    .map(([date, minutes]) => Math.floor(at(date, 'UTC') / MINUTE) + minutes),
);
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30', '45'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
const window = fc.record({
  timeZone: fc.constantFrom('contact', 'Australia/Sydney', 'America/New_York', 'Asia/Kathmandu'),
  days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
  from: clock,
  to: clock,
});
const cases: fc.Arbitrary<GateFacts> = fc
  .record({
    minute: now,
    person,
    purpose: fc.constantFrom('telemarketing' as const, 'informational' as const, 'research' as const),
    windows: fc.array(window, { maxLength: 2 }),
    blackoutDates: fc.subarray(['2026-04-05', '2026-10-05', '2026-10-26', '2028-02-29']),
    hoursAgo: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 5 }),
    callBack: fc.boolean(),
  })
  .map(({ minute, person, purpose, windows, blackoutDates, hoursAgo, callBack }) => {
    const moment = minute * MINUTE;
    const given = facts({
      now: moment,
      person,
      campaign: { purpose, schedule: schedule({ windows, blackoutDates }) },
      consents: [{ basis: 'express_written', givenAt: 0 }],
      dialedAt: hoursAgo.map((hours) => moment - hours * 3600_000),
      dialedEver: hoursAgo.length,
      callBack,
    });
    return { ...given, person };
  });

const moved = (given: GateFacts, moment: number): GateFacts => ({ ...given, now: moment });

/** A pack's hours said once more, by the wall of one zone. */
function isOpenByWall(pack: RulePack, { now, campaign }: GateFacts, zone: string): boolean {
  const wall = DateTime.fromMillis(now, { zone });
  const rules = pack.hours.filter((rule) => rule.purposes?.includes(campaign.purpose) ?? true);
  const time = wall.toFormat('HH:mm');
  return (
    rules.length === 0 ||
    rules.some((rule) => rule.days.includes(wall.weekday) && rule.from <= time && time < rule.to)
  );
}

describe('whatever is known of a person', () => {
  it('an allowed call is within the hours of every pack in every zone where they may be', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const verdict = decide(given);
        if (verdict.decision !== 'allow') return;
        expect(verdict.zones.length).toBeGreaterThan(0);
        expect(verdict.packs.length).toBeGreaterThan(0);
        if (given.person.timeZone) expect(verdict.zones).toContain(given.person.timeZone);
        for (const { id } of verdict.packs)
          for (const zone of verdict.zones) {
            const pack = STANDARD_PACKS.find((one) => one.id === id) as RulePack;
            expect([id, zone, isOpenByWall(pack, given, zone)]).toEqual([id, zone, true]);
          }
      }),
      { numRuns: 150 },
    );
  });

  it('the moment a call is put off to is open, and no minute before it', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const verdict = decide(given);
        if (verdict.decision !== 'defer') return;
        const { until } = verdict;
        expect(until).toBeGreaterThan(given.now);
        const between = given.now + Math.floor(((until - given.now) * share) / MINUTE) * MINUTE;
        const before = [until - 1, until - MINUTE, between].filter(
          (moment) => moment >= given.now && moment < until,
        );
        expect(decide(moved(given, until)).decision).toBe('allow');
        for (const moment of before) expect(decide(moved(given, moment)).decision).toBe('defer');
      }),
      RUNS,
    );
  });

  it('more evidence that does not fit leaves fewer calls, never more', () => {
    const elsewhere = fc.constantFrom(
      'Europe/London',
      'Asia/Kathmandu',
      'Pacific/Chatham',
      'Pacific/Honolulu',
    );
    fc.assert(
      fc.property(cases, elsewhere, (given, timeZone) => {
        const { timeZone: _, ...rest } = given.person;
        const before = decide({ ...given, person: rest });
        const after = decide({ ...given, person: { ...rest, timeZone } });
        if (before.zones.includes(timeZone) || before.zones.length === 0) return;
        expect(after.zones).toEqual([...before.zones, timeZone]);
        if (after.decision === 'allow') expect(before.decision).toBe('allow');
      }),
      RUNS,
    );
  });

  it('a suppression, or another pack, never makes a call allowed that was not', () => {
    const kind = fc.constantFrom('internal', 'registry', 'campaign', 'reassigned' as const);
    const pack = fc.constantFrom(...STANDARD_PACKS);
    fc.assert(
      fc.property(cases, kind, pack, (given, suppression, added) => {
        const fewer = STANDARD_PACKS.filter((one) => one !== added || !one.appliesTo.region);
        const before = decide({ ...given, packs: fewer }).decision;
        const own = {
          ...added,
          id: 'own-more',
          hours: [{ ...added.hours[0], days: [2], from: '10:00' }],
        } as RulePack;
        expect(decide({ ...given, suppressions: [{ kind: suppression, at: 0 }] })).toMatchObject({
          decision: 'block',
          outcome: 'suppressed',
        });
        for (const packs of [STANDARD_PACKS, [...fewer, own]])
          if (decide({ ...given, packs }).decision === 'allow') expect(before).toBe('allow');
      }),
      RUNS,
    );
  });

  it('facts may be stored with the area of the number alone', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const stored = { ...given, person: { ...given.person, phone: given.person.phone.slice(0, 8) } };
        expect(decide(JSON.parse(JSON.stringify(stored)))).toEqual(decide(given));
      }),
      RUNS,
    );
  });
});
