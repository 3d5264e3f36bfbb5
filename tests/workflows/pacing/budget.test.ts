import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { limitsSchema } from '../../../contracts/budget.ts';
import { type FinishedCall, tripped } from '../../../workflows/pacing/breaker.ts';
import { type BudgetFacts, expectedCost, withinBudget } from '../../../workflows/pacing/budget.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const MIDNIGHT = Date.UTC(2026, 10, 21);
const NOTHING = { spent: 0, reserved: 0 };

function facts(over: Partial<BudgetFacts> = {}): BudgetFacts {
  const usual = { budget: { total: 50 }, inAll: NOTHING, today: NOTHING, perCall: 0.1 };
  return { ...usual, currency: 'USD', up: 0, now: NOON, ...over };
}

describe('a budget', () => {
  it('lets so many calls begin as it has money set aside for', () => {
    expect(withinBudget(facts())).toEqual({ most: 500 });
    expect(withinBudget(facts({ inAll: { spent: 40, reserved: 9.7 } }))).toEqual({ most: 3 });
    expect(withinBudget(facts({ budget: {} }))).toEqual({ most: Number.POSITIVE_INFINITY });
  });

  it('goes by whichever cap leaves less', () => {
    const budget = { total: 50, perDay: 5 };
    expect(
      withinBudget(facts({ budget, inAll: { spent: 20, reserved: 0 }, today: { spent: 4, reserved: 0.5 } })),
    ).toEqual({
      most: 5,
    });
  });

  it('pauses when all of it is used, until somebody raises it', () => {
    expect(withinBudget(facts({ inAll: { spent: 49.95, reserved: 0 } }))).toEqual({
      most: 0,
      pause: { reason: 'The budget of 50 USD is used; it goes on when you raise it' },
    });
  });

  it('pauses for the day, and goes on by itself at midnight UTC', () => {
    const used = facts({ budget: { perDay: 50 }, today: { spent: 50, reserved: 0 } });
    expect(withinBudget(used)).toEqual({
      most: 0,
      pause: {
        reason: "The day's budget of 50 USD is used; it goes on tomorrow, or when you raise it",
        until: MIDNIGHT,
      },
    });
  });

  it('waits while calls are up that may turn out cheaper', () => {
    expect(withinBudget(facts({ inAll: { spent: 49, reserved: 1 }, up: 3 }))).toEqual({ most: 0 });
  });

  it('is looked at again where prices are all that is missing', () => {
    const { pause } = withinBudget(facts({ inAll: { spent: 20, reserved: 30 } }));
    expect(pause?.reason).toContain('whose price Twilio has not stated yet');
    expect(pause?.until).toBe(NOON + 10 * 60_000);
  });

  it('is never overdrawn, where calls cost what was set aside for them at most', () => {
    const plan = fc.record({
      cap: fc.integer({ min: 1, max: 50 }),
      costs: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 20, maxLength: 120 }),
      keptOpen: fc.integer({ min: 0, max: 10 }),
    });
    fc.assert(
      fc.property(plan, ({ cap, costs, keptOpen }) => {
        const open: number[] = [];
        let spent = 0;
        for (const cost of costs) {
          const spend = { spent, reserved: open.length * 3 };
          const verdict = withinBudget(
            facts({ budget: { total: cap }, inAll: spend, perCall: 3, up: open.length }),
          );
          if (verdict.most > 0) open.push(cost);
          if (verdict.most === 0 || open.length > keptOpen) spent += open.shift() ?? 0;
        }
        expect(spent + open.reduce((sum, cost) => sum + cost, 0)).toBeLessThanOrEqual(cap);
      }),
    );
  });

  it('expects of a call what those before it cost, once there were enough', () => {
    expect(expectedCost({ spent: 3, priced: 19 }, 0.1)).toBe(0.1);
    expect(expectedCost({ spent: 3, priced: 20 }, 0.1)).toBe(0.15);
  });
});

describe('the limits at which a campaign pauses itself', () => {
  const limits = limitsSchema.parse({ sample: 10 });
  const calls = (count: number, call: FinishedCall) => Array.from({ length: count }, () => call);
  const fine: FinishedCall = { outcome: 'human', firstAudioMs: 700 };

  it.each<[string, FinishedCall[], RegExp | undefined]>([
    ['nothing went wrong', calls(100, fine), undefined],
    ['too few to say', calls(9, { outcome: 'failed_ours' }), undefined],
    ['just at the limit', [...calls(80, { outcome: 'failed_provider' }), ...calls(20, fine)], undefined],
    [
      'failures',
      [...calls(81, { outcome: 'failed_ours' }), ...calls(19, fine)],
      /81 of the last 100 calls failed/,
    ],
    ['dead air', [...calls(7, fine), ...calls(4, { ...fine, firstAudioMs: 2_001 })], /heard nothing for 2 s/],
    ['unmeasured', [...calls(7, fine), ...calls(9, { outcome: 'human' })], undefined],
    [
      'objections',
      [...calls(6, fine), ...calls(4, { ...fine, optedOut: 'key' })],
      /do not want to be called/,
    ],
    ['no person', calls(50, { outcome: 'no_answer' }), undefined],
  ])('%s', (_, sample, reason) => {
    const pause = tripped(sample, limits);
    if (reason) expect(pause?.reason).toMatch(reason);
    else expect(pause).toBeUndefined();
  });

  it('are off at 100 %', () => {
    const off = limitsSchema.parse({ failurePercent: 100, sample: 1 });
    expect(tripped(calls(50, { outcome: 'failed_ours' }), off)).toBeUndefined();
  });
});
