import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { retryPlanSchema } from '../../../contracts/retry.ts';
import { assumedCalls } from '../../../workflows/forecast/assumed.ts';
import type { Listed } from '../../../workflows/forecast/contact.ts';
import { createDraw, type PastCall } from '../../../workflows/forecast/draw.ts';
import { forecast } from '../../../workflows/forecast/forecast.ts';
import { createGateAhead } from '../../../workflows/forecast/gate-ahead.ts';
import { Room } from '../../../workflows/forecast/room.ts';
import { simulate } from '../../../workflows/forecast/simulate.ts';
import type { Terms } from '../../../workflows/forecast/terms.ts';
import { facts, schedule } from '../gate/facts.ts';

/** A campaign in virtual time. Its gate has no law, unless a test says so; each call takes ten seconds. */
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
/** A Monday, 10:00 in Sydney. */
const MONDAY = Date.parse('2026-11-23T10:00:00+11:00');
const lawless = (over: Parameters<typeof facts>[0] = {}) => facts({ packs: 'none', dialedAt: [], ...over });

function people(count: number, over: Partial<Listed> = {}): Listed[] {
  const shared = lawless();
  return Array.from({ length: count }, (_, index) => ({
    id: `person ${index}`,
    dueAt: MONDAY,
    numbers: [{ phone: `+6125550${index}`, facts: shared }],
    tried: [],
    counted: 0,
    ...over,
  }));
}

function terms(over: Partial<Terms> = {}): Terms {
  return {
    lines: 5,
    perSecond: 10,
    retry: retryPlanSchema.parse({}),
    schedule: { windows: [], blackoutDates: [] },
    spent: { inAll: 0, today: 0 },
    perCall: undefined,
    ...over,
  };
}

const talk: PastCall = { outcome: 'human', after: null, heldMs: 10 * SECOND };
const breathe = async () => {};
const run = (list: Listed[], over: Partial<Terms> = {}, past: PastCall[] = [talk], each = 1) =>
  simulate({
    people: list,
    terms: terms(over),
    draw: createDraw(past as [PastCall], 1),
    gate: createGateAhead(),
    from: MONDAY,
    each,
    breathe,
  });

describe('how long a campaign takes', () => {
  it('follows from its lines', async () => {
    const course = await run(people(50));
    // Ten rounds of five, each ten seconds, and what the pace adds to each.
    expect(course.finishedAt - MONDAY).toBeGreaterThanOrEqual(100 * SECOND);
    expect(course.finishedAt - MONDAY).toBeLessThan(110 * SECOND);
    expect(course.told(1, false)).toMatchObject({ done: 50, calls: 50, reached: 50, cost: null, left: 0 });
  });

  it('follows from its pace, where lines are plenty', async () => {
    const course = await run(people(60), { lines: 1_000, perSecond: 2 });
    expect(course.finishedAt - MONDAY).toBeGreaterThan(29 * SECOND);
    expect(course.finishedAt - MONDAY).toBeLessThan(45 * SECOND);
  });

  it('is longer while its lines ramp up', async () => {
    const flat = await run(people(100));
    const ramp = await run(people(100), { rampUpMinutes: 5 });
    expect(ramp.finishedAt - flat.finishedAt).toBeGreaterThan(60 * SECOND);
  });

  it('is bounded by what its caller ids may show in a day', async () => {
    const course = await run(people(25), { perDay: 10 });
    expect(course.finishedAt - MONDAY).toBeGreaterThan(2 * DAY);
    expect(course.finishedAt - MONDAY).toBeLessThan(2 * DAY + HOUR);
  });

  it('is the same by a sample that stands for all', async () => {
    const all = await run(people(2_000), { lines: 20, perSecond: 10 });
    const some = await run(people(200), { lines: 20, perSecond: 10 }, [talk], 10);
    const ratio = (some.finishedAt - MONDAY) / (all.finishedAt - MONDAY);
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratio).toBeLessThan(1.1);
    expect(some.told(10, false)).toMatchObject({ done: 2_000, calls: 2_000 });
  });

  it('says so where there is no line at all', async () => {
    const course = await run(people(3), { lines: 0 });
    expect(course.told(1, false)).toMatchObject({ calls: 0, left: 3, stopped: 'There is no line for it' });
  });
});

describe('who is called again', () => {
  const silent: PastCall = { outcome: 'no_answer', after: null, heldMs: 20 * SECOND };

  it('waits as the plan says, and no more often than it allows', async () => {
    const retry = retryPlanSchema.parse({ maxAttempts: 3, afterSeconds: { no_answer: 3600 } });
    const course = await run(people(4), { retry }, [silent]);
    expect(course.told(1, false)).toMatchObject({
      calls: 12,
      done: 4,
      reached: 0,
      outcomes: { no_answer: 4 },
    });
    expect(course.finishedAt - MONDAY).toBeGreaterThan(2 * HOUR);
    expect(course.finishedAt - MONDAY).toBeLessThan(2 * HOUR + 5 * 60 * SECOND);
  });

  it('is tried at the next of their numbers', async () => {
    const facts = lawless();
    const [first, second] = ['+61255501000', '+61255501001'].map((phone) => ({ phone, facts }));
    const list = people(1, { numbers: [first, second] as never });
    const dead: PastCall = { outcome: 'invalid_number', after: null, heldMs: SECOND };
    const course = await run(list, {}, [dead]);
    expect(course.told(1, false)).toMatchObject({ calls: 2, outcomes: { invalid_number: 1 } });
  });

  it('is whoever asked to be called back, at that moment', async () => {
    const driving: PastCall = { ...talk, callBackAfterMs: 5 * HOUR };
    const past = [driving, ...Array.from({ length: 40 }, () => ({ ...talk, after: 'human' as const }))];
    const first = Array.from({ length: 40 }, () => driving);
    const course = await run(people(1), {}, [...past, ...first]);
    expect(course.told(1, false)).toMatchObject({ calls: 2, reached: 1 });
    expect(course.finishedAt - MONDAY).toBeGreaterThan(5 * HOUR);
  });

  it('is whoever missed the goal, where the plan says so', async () => {
    const retry = retryPlanSchema.parse({ goalMissed: { after: 3600, most: 2 } });
    const course = await run(people(2), { retry }, [{ ...talk, goalMissed: true }]);
    expect(course.told(1, false)).toMatchObject({ calls: 4, done: 2 });
  });

  it('is nobody who objected', async () => {
    const retry = retryPlanSchema.parse({ afterSeconds: { human: 60 } });
    const course = await run(people(2), { retry }, [{ ...talk, optedOut: true }]);
    expect(course.told(1, false)).toMatchObject({ calls: 2, done: 2 });
  });
});

describe('what the gate says', () => {
  const office = { timeZone: 'Australia/Sydney', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };
  const hours = { windows: [office], blackoutDates: [] };
  const kept = () => lawless({ campaign: { schedule: schedule(hours) } });

  it('makes contacts wait for their hours', async () => {
    const shared = kept();
    const evening = Date.parse('2026-11-23T18:30:00+11:00');
    const list = people(3, { dueAt: evening, numbers: [{ phone: '+61255501000', facts: shared }] });
    const course = await run(list);
    const nextMorning = Date.parse('2026-11-24T09:00:00+11:00');
    expect(course.finishedAt).toBeGreaterThanOrEqual(nextMorning);
    expect(course.finishedAt).toBeLessThan(nextMorning + 60 * SECOND);
  });

  it('keeps whoever is on a list from being called, and says by which rule', async () => {
    const objected = lawless({ suppressions: [{ kind: 'internal', at: 0 }] });
    const list = [...people(3), ...people(2, { numbers: [{ phone: '+61255501000', facts: objected }] })];
    const course = await run(list);
    expect(course.told(1, false)).toMatchObject({
      calls: 3,
      done: 3,
      skipped: [{ rule: 'suppression.internal', contacts: 2 }],
    });
  });

  it('is never asked to the wrong hour: no call begins outside the window, whatever else', async () => {
    const call = fc.record({
      outcome: fc.constantFrom('human', 'no_answer', 'busy', 'voicemail'),
      after: fc.constant(null),
      heldMs: fc.integer({ min: 500, max: 3 * 60 * SECOND }),
    });
    const plan = fc.record({
      past: fc.array(call, { minLength: 1, maxLength: 10 }),
      lines: fc.integer({ min: 1, max: 8 }),
      perSecond: fc.constantFrom(0.2, 1, 7),
      dueIn: fc.array(fc.integer({ min: 0, max: 5 * DAY }), { minLength: 1, maxLength: 30 }),
    });
    const shared = kept();
    await fc.assert(
      fc.asyncProperty(plan, async ({ past, lines, perSecond, dueIn }) => {
        const begun: number[] = [];
        const gate = createGateAhead();
        const draw = createDraw(past as [PastCall], 1);
        const list = dueIn.map((wait, index) => ({
          ...(people(1)[0] as Listed),
          id: String(index),
          dueAt: MONDAY + wait,
          numbers: [{ phone: '+61255501000', facts: shared }] as Listed['numbers'],
        }));
        const course = await simulate({
          people: list,
          terms: terms({ lines, perSecond, schedule: hours }),
          from: MONDAY,
          each: 1,
          breathe,
          draw,
          gate(own, ahead) {
            const verdict = gate(own, ahead);
            if (verdict.decision === 'allow') begun.push(ahead.now);
            return verdict;
          },
        });
        const clock = new Intl.DateTimeFormat('en-GB', {
          timeZone: 'Australia/Sydney',
          weekday: 'short',
          hour: '2-digit',
          hourCycle: 'h23',
        });
        for (const at of begun) {
          const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
          expect(['Sat', 'Sun']).not.toContain(parts.weekday);
          expect(Number(parts.hour)).toBeGreaterThanOrEqual(9);
          expect(Number(parts.hour)).toBeLessThan(17);
        }
        const told = course.told(1, false);
        expect(told.done).toBe(list.length);
        expect(told.calls).toBe(begun.length);
      }),
      { numRuns: 40 },
    );
  });
});

describe('money', () => {
  const priced: PastCall = { ...talk, cost: 2 };

  it('is added up, and ends the campaign when it is used', async () => {
    const course = await run(people(20), { budget: { total: 10 }, perCall: 2, currency: 'USD' }, [priced]);
    expect(course.told(1, true)).toMatchObject({
      calls: 5,
      cost: 10,
      done: 5,
      left: 15,
      stopped: 'The budget of 10 USD is used; it goes on when you raise it',
    });
  });

  it('of a day makes it wait for the next, which begins at midnight UTC', async () => {
    const course = await run(people(10), { budget: { perDay: 10 }, perCall: 2 }, [priced]);
    expect(course.told(1, true)).toMatchObject({ calls: 10, cost: 20, left: 0, stopped: null });
    expect(course.finishedAt).toBeGreaterThanOrEqual(Date.parse('2026-11-23T00:00:00Z'));
  });
});

describe('lines and pace', () => {
  it('are never used beyond what there is', () => {
    const holds = fc.array(fc.integer({ min: 1, max: 60 * SECOND }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(
        holds,
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(0.5, 1, 4, 10),
        (times, lines, perSecond) => {
          const room = new Room({ terms: terms({ lines, perSecond }), from: MONDAY, each: 1 });
          const calls: { at: number; until: number }[] = [];
          let now = MONDAY;
          for (const heldMs of times) {
            const { at } = room.opening(now);
            room.take(at, { ...talk, heldMs });
            calls.push({ at, until: at + heldMs });
            now = at;
          }
          for (const { at } of calls) {
            const up = calls.filter((call) => call.at <= at && call.until > at).length;
            const window = Math.max(1, Math.floor(perSecond)) / perSecond;
            const begun = calls.filter((call) => call.at > at - window * SECOND && call.at <= at).length;
            expect(up).toBeLessThanOrEqual(lines);
            expect(begun).toBeLessThanOrEqual(Math.max(1, Math.floor(perSecond)));
          }
        },
      ),
    );
  });
});

describe('a forecast', () => {
  const input = { people: people(100), terms: terms(), from: MONDAY, each: 1, breathe };
  const past = assumedCalls({ ringSeconds: 30, maxCallSeconds: 600, perMinute: 0.1 });

  it('is the same by the same seed, and another by another', async () => {
    const [one, same, other] = [
      await forecast(input, past, 1),
      await forecast(input, past, 1),
      await forecast(input, past, 2),
    ];
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('names a finish between the earliest and the latest, and accounts for everybody', async () => {
    const { finish, done, outcomes, cost } = await forecast(input, past, 3);
    expect(finish.earliest <= finish.likely && finish.likely <= finish.latest).toBe(true);
    expect(done).toBe(100);
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(cost).toBeGreaterThan(0);
  });
});

describe('a draw', () => {
  it('of a second attempt comes from those that followed on the same outcome', () => {
    const calls = (outcome: PastCall['outcome'], after: PastCall['after']) =>
      Array.from({ length: 30 }, (): PastCall => ({ outcome, after, heldMs: SECOND }));
    const past = [...calls('no_answer', null), ...calls('human', 'no_answer'), ...calls('busy', 'busy')];
    const draw = createDraw(past as [PastCall, ...PastCall[]], 7);
    for (let person = 0; person < 20; person += 1) {
      expect(draw(`${person}`, 1, undefined).outcome).toBe('no_answer');
      expect(draw(`${person}`, 2, 'no_answer').outcome).toBe('human');
      expect(draw(`${person}`, 2, 'busy').outcome).toBe('busy');
    }
  });
});
