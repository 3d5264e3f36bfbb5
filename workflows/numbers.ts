import type { Outcome } from '../contracts/outcome.ts';
import type { RetryPlan } from '../contracts/retry.ts';

/** An attempt that was made: to which number, and what came of it. */
export interface Tried {
  phone: string;
  outcome: Outcome;
}

const NEXT_NUMBER_AFTER: readonly Outcome[] = ['invalid_number', 'no_answer', 'busy'];

/** Whether another number of the person follows such an outcome. */
export function leadsToNextNumber(outcome: Outcome, plan: RetryPlan): boolean {
  const after: readonly Outcome[] = plan.nextNumberAfter ?? NEXT_NUMBER_AFTER;
  return after.includes(outcome);
}

/**
 * The number to dial next of a person's, given in their order. It stays with the last one until an outcome leads to
 * the next; after the last comes the first. What proved to be no number is left out, unless nothing else is there.
 */
export function numberFor(phones: [string, ...string[]], tried: Tried[], plan: RetryPlan): string {
  const dead = new Set(tried.filter(({ outcome }) => outcome === 'invalid_number').map(({ phone }) => phone));
  const last = tried.at(-1);
  if (!last) return phones[0];
  const stays = !dead.has(last.phone) && !leadsToNextNumber(last.outcome, plan);
  if (stays && phones.includes(last.phone)) return last.phone;
  const next = phones.indexOf(last.phone) + 1;
  const inTurn = [...phones.slice(next), ...phones.slice(0, next)];
  return inTurn.find((phone) => !dead.has(phone)) ?? phones[0];
}
