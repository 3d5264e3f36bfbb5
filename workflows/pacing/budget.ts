import type { Budget } from '../../contracts/budget.ts';
import type { SelfPause } from '../../contracts/campaign-states.ts';

/** What a campaign has used, in the currency of the Twilio account. */
export interface Spend {
  /** Of calls whose price is known. */
  spent: number;
  /** Set aside for those that wait, are up, or have no price yet. */
  reserved: number;
}

export interface BudgetFacts {
  budget: Budget;
  inAll: Spend;
  /** Of calls that began since midnight UTC. */
  today: Spend;
  /** What a call is expected to cost. */
  perCall: number;
  currency: string | undefined;
  /** Calls of this campaign that wait or are up. */
  up: number;
  /** Epoch milliseconds. */
  now: number;
}

export interface BudgetVerdict {
  /** Calls that may still be begun. */
  most: number;
  pause?: SelfPause;
}

/** Twilio states most prices within so long. */
const LOOK_AGAIN_MS = 10 * 60_000;
/** Sums of decimals end in ...0001. */
const NEARLY = 1e-9;

/**
 * How many calls the money is still enough for: what each may cost is set aside before it begins. Where it is enough for
 * none the campaign pauses, once none of its calls is up any more that may turn out cheaper.
 */
export function withinBudget(facts: BudgetFacts): BudgetVerdict {
  const { budget, inAll, today, perCall } = facts;
  const total = callsLeft(budget.total, inAll, perCall);
  const day = callsLeft(budget.perDay, today, perCall);
  const most = Math.min(total, day);
  if (most > 0 || facts.up > 0) return { most };
  return { most, pause: total <= 0 ? pauseForTotal(facts) : pauseForDay(facts) };
}

function callsLeft(cap: number | undefined, { spent, reserved }: Spend, perCall: number): number {
  if (cap === undefined) return Number.POSITIVE_INFINITY;
  const left = cap - spent - reserved;
  if (perCall > 0) return Math.max(0, Math.floor(left / perCall + NEARLY));
  return left > 0 ? Number.POSITIVE_INFINITY : 0;
}

function pauseForTotal({ budget, inAll, perCall, currency, now }: BudgetFacts): SelfPause {
  const cap = sumOf(budget.total, currency);
  if (callsLeft(budget.total, { ...inAll, reserved: 0 }, perCall) > 0) return pauseForPrices(cap, now);
  return { reason: `The budget of ${cap} is used; it goes on when you raise it` };
}

function pauseForDay({ budget, today, perCall, currency, now }: BudgetFacts): SelfPause {
  const cap = sumOf(budget.perDay, currency);
  if (callsLeft(budget.perDay, { ...today, reserved: 0 }, perCall) > 0) return pauseForPrices(cap, now);
  const reason = `The day's budget of ${cap} is used; it goes on tomorrow, or when you raise it`;
  return { reason, until: midnightAfter(now) };
}

function pauseForPrices(cap: string, now: number): SelfPause {
  const reason = `All of the budget of ${cap} is used, or set aside for calls whose price Twilio has not stated yet`;
  return { reason, until: Math.min(now + LOOK_AGAIN_MS, midnightAfter(now)) };
}

function sumOf(cap: number | undefined, currency: string | undefined): string {
  return currency ? `${cap} ${currency}` : String(cap);
}

const DAY_MS = 24 * 3600_000;

/** Epoch milliseconds of the beginning of the UTC day. */
export function midnightBefore(now: number): number {
  return Math.floor(now / DAY_MS) * DAY_MS;
}

function midnightAfter(now: number): number {
  return midnightBefore(now) + DAY_MS;
}

/** From so many calls on, what a campaign's own calls cost says more than what was assumed. */
const FEWEST_CALLS = 20;

/**
 * What a call is expected to cost: by the campaign's own calls with a price, those that nobody answered included, and
 * else by what is assumed.
 */
export function expectedCost(own: { spent: number; priced: number }, assumed: number): number {
  return own.priced >= FEWEST_CALLS ? own.spent / own.priced : assumed;
}
