import { createHmac, timingSafeEqual } from 'node:crypto';

/** From the making of a token to the opening of its stream: the wait in Twilio's queue, two minutes of ringing, and room. */
const VALID_MS = 10 * 60_000;

const TOKEN = /^([1-9])-([0-9a-z]{1,10})-([\w-]{43})$/;

export interface StreamTicket {
  /** Which stream of the call, from 1. */
  stream: number;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/**
 * The token in the path of a call's media socket, `<stream>-<expiry>-<signature>`: whoever has it may open that one
 * stream of that call, for ten minutes.
 * @param stream number of the stream, from 1
 * @param now epoch milliseconds
 */
export function streamToken(callId: string, secret: string, stream = 1, now = Date.now()): string {
  const head = `${stream}-${(now + VALID_MS).toString(36)}`;
  return `${head}-${signatureOf(callId, head, secret)}`;
}

/** What the token allows for this call; undefined when it is not for it, was changed, or has expired. */
export function readStreamToken(
  callId: string,
  token: string,
  secret: string,
  now = Date.now(),
): StreamTicket | undefined {
  const [, stream, expiry, signature] = TOKEN.exec(token) ?? [];
  if (!stream || !expiry || !signature) return undefined;
  const expected = Buffer.from(signatureOf(callId, `${stream}-${expiry}`, secret));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
  const expiresAt = Number.parseInt(expiry, 36);
  return expiresAt > now ? { stream: Number(stream), expiresAt } : undefined;
}

function signatureOf(callId: string, head: string, secret: string): string {
  return createHmac('sha256', secret).update(`stream:${callId}:${head}`).digest('base64url');
}
