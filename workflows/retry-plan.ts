import type { RetryPlan } from '../contracts/campaign.ts';
import type { Outcome } from '../contracts/outcome.ts';

export type AfterCall = { state: 'done' } | { state: 'waiting'; dueAt: number };

/**
 * Whether a contact is tried again. `made` counts the attempts so far, this one included; `now` and `dueAt` are
 * epoch milliseconds. An outcome that the plan does not name is final.
 */
export function afterCall(outcome: Outcome, made: number, plan: RetryPlan, now: number): AfterCall {
  const seconds = plan.afterSeconds[outcome];
  if (seconds === undefined || made >= plan.maxAttempts) return { state: 'done' };
  return { state: 'waiting', dueAt: now + seconds * 1000 };
}
