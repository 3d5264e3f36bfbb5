import type { GateFacts } from '../../contracts/gate.ts';
import type { Outcome } from '../../contracts/outcome.ts';
import type { RetryPlan } from '../../contracts/retry.ts';
import type { Schedule } from '../../contracts/schedule.ts';
import { numberFor, type Tried } from '../numbers.ts';
import { inOtherPartOfDay } from '../other-part-of-day.ts';
import { afterCall, awaitsGoal } from '../retry-plan.ts';
import type { PastCall } from './draw.ts';

/** A contact as it stands when the forecast begins. Moments are epoch milliseconds. */
export interface Listed {
  /** For the draws. */
  id: string;
  dueAt: number;
  /** They asked to be called then. */
  callBackAt?: number | undefined;
  /** In the order of dialing, each with what the gate is told of it. */
  numbers: readonly [Numbered, ...Numbered[]];
  tried: readonly (Tried & { startedAt: number })[];
  /** Attempts that count against the budget. */
  counted: number;
}

export interface Numbered {
  phone: string;
  facts: GateFacts;
}

/** A contact on its way through the forecast. */
export interface Underway {
  listed: Listed;
  dueAt: number;
  callBackAt: number | undefined;
  tried: (Tried & { startedAt: number })[];
  counted: number;
  /** When the forecast dialed them. */
  dialedAt: number[];
}

export function underway(listed: Listed): Underway {
  const { dueAt, callBackAt, tried, counted } = listed;
  return { listed, dueAt, callBackAt, tried: [...tried], counted, dialedAt: [] };
}

/** The number that the next attempt dials. */
export function nextNumber({ listed, tried }: Underway, plan: RetryPlan): Numbered {
  const [first, ...others] = listed.numbers;
  const phone = numberFor([first.phone, ...others.map((other) => other.phone)], tried, plan);
  return listed.numbers.find((number) => number.phone === phone) ?? first;
}

export interface Rules {
  retry: RetryPlan;
  schedule: Schedule;
}

/**
 * Moves a contact on after a call that began at `startedAt`: when it is due again, or undefined where it is done. As the
 * records are moved after a real call, the conversation's analysis being there at once.
 */
export function moveOn(
  contact: Underway,
  { phone }: Numbered,
  call: PastCall,
  { startedAt, zones }: { startedAt: number; zones: string[] },
  { retry, schedule }: Rules,
): number | undefined {
  const before = contact.tried.map(({ outcome }) => outcome);
  const endedAt = startedAt + call.heldMs;
  contact.tried.push({ phone, outcome: call.outcome, startedAt });
  contact.dialedAt.push(startedAt);
  if (contact.callBackAt === undefined) contact.counted += 1;
  contact.callBackAt = undefined;
  if (call.optedOut) return undefined;
  if (call.callBackAfterMs !== undefined) {
    contact.callBackAt = endedAt + call.callBackAfterMs;
    return contact.callBackAt;
  }
  const dialed = new Set(contact.tried.map((one) => one.phone));
  const over = {
    outcome: call.outcome,
    before,
    counted: contact.counted,
    numbersLeft: contact.listed.numbers.filter((number) => !dialed.has(number.phone)).length,
    endedAt,
  };
  const next = afterCall(over, retry);
  const triedAt = contact.tried.map((one) => one.startedAt);
  if (next.state === 'waiting')
    return inOtherPartOfDay(next.dueAt, { endedAt, triedAt, zones, schedule, plan: retry });
  const missed = call.goalMissed && awaitsGoal(over, retry) ? retry.goalMissed : undefined;
  return missed && endedAt + missed.after * 1000;
}

/** The outcome that stands at the end; undefined where nobody was called. */
export function lastOutcome({ tried }: Underway): Outcome | undefined {
  return tried.at(-1)?.outcome;
}
