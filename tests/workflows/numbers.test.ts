import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OUTCOMES } from '../../contracts/outcome.ts';
import type { RetryPlan } from '../../contracts/retry.ts';
import { numberFor, type Tried } from '../../workflows/numbers.ts';

const plan: RetryPlan = { maxAttempts: 9, afterSeconds: {} };
const [A, B, C] = ['+442079460001', '+442079460002', '+442079460003'] as const;
const tried = (...all: [string, Tried['outcome']][]): Tried[] =>
  all.map(([phone, outcome]) => ({ phone, outcome }));

describe('the number to dial', () => {
  it.each<[string, Tried[], Partial<RetryPlan>, string]>([
    ['is the first one first', [], {}, A],
    ['is the next one after nobody answered', tried([A, 'no_answer']), {}, B],
    ['is the first one again after the last', tried([A, 'busy'], [B, 'busy'], [C, 'busy']), {}, A],
    ['stays where somebody answered', tried([A, 'no_answer'], [B, 'human']), {}, B],
    ['stays where the plan says so', tried([A, 'busy']), { nextNumberAfter: ['no_answer'] }, A],
    [
      'leaves out what is no number',
      tried([A, 'busy'], [B, 'invalid_number'], [C, 'busy'], [A, 'busy']),
      {},
      C,
    ],
    [
      'moves on from what is no number, whatever the plan',
      tried([A, 'invalid_number']),
      { nextNumberAfter: [] },
      B,
    ],
    [
      'is the first one where none is left',
      tried([A, 'invalid_number'], [B, 'invalid_number'], [C, 'invalid_number']),
      {},
      A,
    ],
    ['is one of theirs although the last one is no more', tried(['+442079460009', 'human']), {}, A],
  ])('%s', (_, before, more, expected) => {
    expect(numberFor([A, B, C], before, { ...plan, ...more })).toBe(expected);
  });

  it('is always one of the person, and the same when asked again', () => {
    const attempt = fc.record({
      phone: fc.constantFrom(A, B, C, '+1'),
      outcome: fc.constantFrom(...OUTCOMES),
    });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 8 }), (before) => {
        const chosen = numberFor([A, B, C], before, plan);
        expect([A, B, C]).toContain(chosen);
        expect(numberFor([A, B, C], before, plan)).toBe(chosen);
        const isDead = before.some(({ phone, outcome }) => phone === chosen && outcome === 'invalid_number');
        const dead = new Set(
          before.filter((one) => one.outcome === 'invalid_number').map((one) => one.phone),
        );
        expect(isDead).toBe([A, B, C].every((phone) => dead.has(phone)));
      }),
    );
  });
});
