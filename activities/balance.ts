import type { SelfPause } from '../contracts/campaign-states.ts';
import type { TwilioClient } from './clients/twilio.ts';
import type { Dependencies } from './dependencies.ts';

interface Balance {
  at: number;
  amount: number;
  currency: string;
}

const KEPT_MS = 60_000;
/** One for an account, however many campaigns ask. */
const seen = new WeakMap<TwilioClient, Balance>();

/**
 * Why nobody should dial, where the account's balance is below the floor that the installation sets. A subaccount has
 * none of its own, and a balance that cannot be read stops nobody: Twilio itself refuses calls that cannot be paid.
 */
export async function lowBalance(deps: Dependencies, now = Date.now()): Promise<SelfPause | undefined> {
  const floor = deps.env.TWILIO_MIN_BALANCE;
  if (floor === undefined) return undefined;
  const balance = await balanceOf(deps, floor, now);
  if (!balance || balance.amount >= floor) return undefined;
  const { amount, currency } = balance;
  return {
    reason: `The balance at Twilio is ${amount} ${currency}, below the floor of ${floor}: top it up, then resume`,
  };
}

/** One that was low is asked for again: whoever resumes has topped it up. */
async function balanceOf(deps: Dependencies, floor: number, now: number): Promise<Balance | undefined> {
  const known = seen.get(deps.twilio);
  if (known && now - known.at < KEPT_MS && known.amount >= floor) return known;
  try {
    const { balance, currency } = await deps.twilio.balance.fetch();
    const amount = Number(balance);
    if (!Number.isFinite(amount)) return undefined;
    const fresh = { at: now, amount, currency };
    seen.set(deps.twilio, fresh);
    return fresh;
  } catch (error) {
    deps.log.warn({ err: error }, 'the balance at Twilio could not be read');
    return undefined;
  }
}
