import { createHmac, timingSafeEqual } from 'node:crypto';

/** From its making to its use, which follows at once. */
const VALID_MS = 60_000;

const TOKEN = /^([0-9a-z]{1,10})-([\w-]{43})$/;

/**
 * What the API may ask of the bridge that has a call: whether it has it, to tell the agent something, to hand the person
 * over, to listen in.
 */
export type LivePurpose = 'find' | 'tell' | 'hand-over' | 'listen';

export interface LiveToken {
  token: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/**
 * A token for one purpose at one call, for a minute: `<expiry>-<signature>`.
 * @param now epoch milliseconds
 */
export function liveToken(callId: string, purpose: LivePurpose, secret: string, now = Date.now()): LiveToken {
  const expiresAt = now + VALID_MS;
  const expiry = expiresAt.toString(36);
  return { token: `${expiry}-${signatureOf(callId, purpose, expiry, secret)}`, expiresAt };
}

/** When the token expires; undefined when it is not for this call and purpose, was changed, or has expired. */
export function readLiveToken(
  callId: string,
  purpose: LivePurpose,
  token: string,
  secret: string,
  now = Date.now(),
): number | undefined {
  const [, expiry, signature] = TOKEN.exec(token) ?? [];
  if (!expiry || !signature) return undefined;
  const expected = Buffer.from(signatureOf(callId, purpose, expiry, secret));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
  const expiresAt = Number.parseInt(expiry, 36);
  return expiresAt > now ? expiresAt : undefined;
}

function signatureOf(callId: string, purpose: LivePurpose, expiry: string, secret: string): string {
  return createHmac('sha256', secret).update(`live:${purpose}:${callId}:${expiry}`).digest('base64url');
}
