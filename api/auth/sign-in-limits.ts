import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ApiError } from '../api-error.ts';

/**
 * Sign-ins are limited twice: for one account from one address against guessing its password, and for one address
 * as a whole against trying one password on many accounts. A try counts before it is looked at, so that many at
 * once gain nothing; a success gives it back.
 */
export interface SignInLimits {
  /** Counts a try; throws `too_many_requests` when there were too many. */
  count(address: string, email: string): Promise<void>;
  succeeded(address: string, email: string): Promise<void>;
}

const WINDOW_SECONDS = 15 * 60;

export function createSignInLimits(perAccount = 10, perAddress = 100): SignInLimits {
  const account = new RateLimiterMemory({
    keyPrefix: 'account',
    points: perAccount,
    duration: WINDOW_SECONDS,
  });
  const address = new RateLimiterMemory({
    keyPrefix: 'address',
    points: perAddress,
    duration: WINDOW_SECONDS,
  });
  return {
    async count(from, email) {
      try {
        await address.consume(from);
        await account.consume(keyOf(from, email));
      } catch (rejection) {
        throw rejection instanceof RateLimiterRes ? tooMany(rejection) : rejection;
      }
    },
    async succeeded(from, email) {
      await account.delete(keyOf(from, email));
      await address.reward(from);
    },
  };
}

function keyOf(address: string, email: string): string {
  return `${address} ${email}`;
}

function tooMany(state: RateLimiterRes): ApiError {
  const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
  return new ApiError('too_many_requests', `Too many failed sign-ins; try again in ${seconds} s.`, {
    headers: { 'Retry-After': String(seconds) },
  });
}
