import type { Outcome } from '../contracts/outcome.ts';
import type { RetryPlan } from '../contracts/retry.ts';
import { leadsToNextNumber } from './numbers.ts';

/** What is known when a call is over. */
export interface CallOver {
  outcome: Outcome;
  /** Outcomes of the attempts made before this one. */
  before: Outcome[];
  /** Attempts that count against the budget, this one included. */
  counted: number;
  /** Numbers of the person that were not dialed yet. */
  numbersLeft: number;
  /** Epoch milliseconds. */
  endedAt: number;
}

export type AfterCall = { state: 'done' } | { state: 'waiting'; dueAt: number };

const DONE: AfterCall = { state: 'done' };
const LONGEST_MS = 30 * 86_400_000;
/** To a number that was not tried yet, after an outcome that is final for the one that was. */
const OTHER_NUMBER_SECONDS = 60;

/** Whether and when (epoch milliseconds) a contact is tried again. An outcome that the plan does not name is final. */
export function afterCall(call: CallOver, plan: RetryPlan): AfterCall {
  const { outcome } = call;
  if (outcome === 'suppressed' || call.counted >= plan.maxAttempts) return DONE;
  const times = 1 + call.before.filter((one) => one === outcome).length;
  if (times >= (plan.most?.[outcome] ?? Number.POSITIVE_INFINITY)) return DONE;
  const otherNumber = call.numbersLeft > 0 && leadsToNextNumber(outcome, plan);
  const seconds = plan.afterSeconds[outcome] ?? (otherNumber ? OTHER_NUMBER_SECONDS : undefined);
  if (seconds === undefined) return DONE;
  const wait = Math.min(seconds * 1000 * (plan.growth ?? 1) ** (times - 1), LONGEST_MS);
  return { state: 'waiting', dueAt: call.endedAt + Math.round(wait) };
}

/** Whether the analysis of a conversation may still make its contact due again. */
export function awaitsGoal({ outcome, before, counted }: CallOver, plan: RetryPlan): boolean {
  if (!plan.goalMissed || outcome !== 'human' || counted >= plan.maxAttempts) return false;
  return 1 + before.filter((one) => one === 'human').length < plan.goalMissed.most;
}
