import twilio from 'twilio';
import type { Outcome } from '../contracts/outcome.ts';

/**
 * What a failed create of a call means. Twilio's create has no idempotency key, so everything hangs on this:
 * `not_created` may be posted again, `refused` is final, and after `ambiguous` nobody may ever post again
 * (protocol reference 1.8 and 1.9).
 */
export type CreateFailure =
  | { kind: 'not_created'; why: string; retryAfterMs: number }
  | { kind: 'refused'; outcome: Outcome; reason: string; account: boolean }
  | { kind: 'ambiguous'; why: string };

/** Errors of a connection that was never made: nothing can have reached Twilio. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const CALLER_ID_REFUSED = {
  outcome: 'failed_ours',
  reason:
    'Twilio does not let the account show a caller id of the campaign any more: buy or verify it, or leave it out',
  account: true,
} as const;

/** `account`: it is no matter of this contact, and would be the same with others. */
const REFUSALS: Record<number, { outcome: Outcome; reason: string; account?: true }> = {
  21210: CALLER_ID_REFUSED,
  21212: CALLER_ID_REFUSED,
  21211: { outcome: 'invalid_number', reason: 'Twilio says that this is not a valid number' },
  21214: { outcome: 'invalid_number', reason: 'Twilio says that this number cannot be reached' },
  21217: { outcome: 'invalid_number', reason: 'Twilio says that this does not look like a valid number' },
  21215: { outcome: 'blocked', reason: 'The account may not call this country' },
  21216: { outcome: 'blocked', reason: "The number is on Twilio's own blocklist" },
  10004: { outcome: 'failed_provider', reason: 'The account has as many calls up as it may' },
};

export function classifyCreate(error: unknown): CreateFailure {
  if (error instanceof twilio.RestException) return classifyAnswer(error.status, error.code);
  const code = codeOf(error);
  if (code && NEVER_CONNECTED.has(code)) return { kind: 'not_created', why: code, retryAfterMs: 2_000 };
  return { kind: 'ambiguous', why: code ?? 'no readable answer' };
}

function classifyAnswer(status: number, code: number | undefined): CreateFailure {
  if (status === 429)
    return { kind: 'not_created', why: 'Twilio is asked too much at once (429)', retryAfterMs: 1_000 };
  if (status >= 500 || status === 408) return { kind: 'ambiguous', why: `Twilio answered ${status}` };
  const known = code === undefined ? undefined : REFUSALS[code];
  if (known) return { kind: 'refused', account: false, ...known };
  const account = status === 401 || status === 403;
  return {
    kind: 'refused',
    outcome: 'failed_ours',
    reason: `Twilio refused the call (${code ?? status})`,
    account,
  };
}

/** Whether an update of a call failed because the call is over already (21220), or is not known (20404). */
export function isOverAlready(error: unknown): boolean {
  return error instanceof twilio.RestException && (error.code === 21220 || error.status === 404);
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : undefined;
}
