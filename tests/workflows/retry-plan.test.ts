import { describe, expect, it } from '@jest/globals';
import { afterCall } from '../../workflows/retry-plan.ts';

const plan = { maxAttempts: 3, afterSeconds: { busy: 60, no_answer: 3600 } };

describe('after a call', () => {
  it('tries again after an outcome that the plan names', () => {
    expect(afterCall('busy', 1, plan, 1_000)).toEqual({ state: 'waiting', dueAt: 61_000 });
  });

  it('is done after any other', () => {
    expect(afterCall('human', 1, plan, 0)).toEqual({ state: 'done' });
    expect(afterCall('unknown', 1, plan, 0)).toEqual({ state: 'done' });
  });

  it('is done when all attempts are used', () => {
    expect(afterCall('busy', 3, plan, 0)).toEqual({ state: 'done' });
  });
});
