import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OUTCOMES } from '../../contracts/outcome.ts';
import { type RetryPlan, retryPlanSchema } from '../../contracts/retry.ts';
import { afterCall, awaitsGoal, type CallOver } from '../../workflows/retry-plan.ts';

const plan: RetryPlan = { maxAttempts: 3, afterSeconds: { busy: 60, no_answer: 3600 } };
const over = (given: Partial<CallOver>): CallOver => ({
  outcome: 'busy',
  before: [],
  counted: 1,
  numbersLeft: 0,
  endedAt: 0,
  ...given,
});
const DONE = { state: 'done' };
const due = (seconds: number) => ({ state: 'waiting', dueAt: seconds * 1000 });

describe('after a call', () => {
  it.each<[string, Partial<CallOver>, Partial<RetryPlan>, object]>([
    ['tries again after an outcome that the plan names', {}, {}, due(60)],
    ['is done after a person', { outcome: 'human' }, {}, DONE],
    ['is done after a decline, which is an answer', { outcome: 'declined' }, {}, DONE],
    [
      'tries again after a decline where the plan says so',
      { outcome: 'declined' },
      { afterSeconds: { declined: 9 } },
      due(9),
    ],
    ['is done when all attempts are used', { counted: 3 }, {}, DONE],
    ['is done when an outcome had its attempts', { before: ['busy'] }, { most: { busy: 2 } }, DONE],
    ['counts each outcome for itself', { before: ['no_answer'] }, { most: { busy: 2 } }, due(60)],
    ['waits longer each time', { before: ['busy', 'no_answer', 'busy'] }, { growth: 2 }, due(240)],
    [
      'waits 30 days at most',
      { before: ['busy', 'busy'] },
      { growth: 10, afterSeconds: { busy: 2_592_000 } },
      due(2_592_000),
    ],
    [
      'tries another number soon where this one is none',
      { outcome: 'invalid_number', numbersLeft: 1 },
      {},
      due(60),
    ],
    ['is done when no number is left', { outcome: 'invalid_number' }, {}, DONE],
    ['keeps to the wait also with another number', { outcome: 'no_answer', numbersLeft: 1 }, {}, due(3600)],
    [
      'keeps to the number where the plan says so',
      { outcome: 'invalid_number', numbersLeft: 1 },
      { nextNumberAfter: [] },
      DONE,
    ],
  ])('%s', (_, given, more, expected) => {
    expect(afterCall(over(given), { ...plan, ...more })).toEqual(expected);
  });

  const outcome = fc.constantFrom(...OUTCOMES);
  const anyPlan = fc.record({
    maxAttempts: fc.integer({ min: 1, max: 10 }),
    afterSeconds: fc.dictionary(outcome, fc.integer({ min: 1, max: 2_592_000 })),
    most: fc.option(fc.dictionary(outcome, fc.integer({ min: 1, max: 10 })), { nil: undefined }),
    growth: fc.option(fc.double({ min: 1, max: 10, noNaN: true }), { nil: undefined }),
  }) as fc.Arbitrary<RetryPlan>;
  const anyCall = fc.record({
    outcome,
    before: fc.array(outcome, { maxLength: 12 }),
    counted: fc.integer({ min: 0, max: 12 }),
    numbersLeft: fc.integer({ min: 0, max: 3 }),
    endedAt: fc.integer({ min: 0, max: 4e12 }),
  });

  it('never comes before the wait, after 30 days, beyond the budget, or to somebody who objected', () => {
    fc.assert(
      fc.property(anyCall, anyPlan, (call, given) => {
        const next = afterCall(call, given);
        if (next.state === 'done') return;
        const wait = next.dueAt - call.endedAt;
        const least = call.outcome === 'suppressed' ? Number.NaN : (given.afterSeconds[call.outcome] ?? 60);
        expect(wait).toBeGreaterThanOrEqual(least * 1000);
        expect(wait).toBeLessThanOrEqual(2_592_000_000);
        expect(call.counted).toBeLessThan(given.maxAttempts);
      }),
    );
  });

  it('ends for every contact, whatever comes of each attempt', () => {
    fc.assert(
      fc.property(anyPlan, fc.array(outcome, { minLength: 12, maxLength: 12 }), (given, outcomes) => {
        const last = outcomes.findIndex(
          (one, index) =>
            afterCall(
              over({ outcome: one, before: outcomes.slice(0, index), counted: index + 1, numbersLeft: 1 }),
              given,
            ).state === 'done',
        );
        expect(last).toBeGreaterThanOrEqual(0);
        expect(last).toBeLessThan(given.maxAttempts);
      }),
    );
  });
});

describe('a goal that was missed', () => {
  const goalMissed = { after: 60, most: 2 };
  it.each<[string, Partial<CallOver>, Partial<RetryPlan>, boolean]>([
    ['is awaited after a person', { outcome: 'human' }, { goalMissed }, true],
    ['is not where the plan does not ask', { outcome: 'human' }, {}, false],
    ['is not where nobody spoke', { outcome: 'voicemail' }, { goalMissed }, false],
    ['is not after so many conversations', { outcome: 'human', before: ['human'] }, { goalMissed }, false],
    ['is not when all attempts are used', { outcome: 'human', counted: 3 }, { goalMissed }, false],
  ])('%s', (_, given, more, expected) => {
    expect(awaitsGoal(over(given), { ...plan, ...more })).toBe(expected);
  });
});

describe('a plan', () => {
  it('has defaults, by which a decline is final', () => {
    expect(retryPlanSchema.parse({})).toEqual({
      maxAttempts: 3,
      afterSeconds: { busy: 900, no_answer: 7200 },
    });
  });

  it('cannot have somebody called who objected', () => {
    expect(retryPlanSchema.safeParse({ afterSeconds: { suppressed: 60 } }).success).toBe(false);
  });
});
