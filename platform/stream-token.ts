import { createHmac, timingSafeEqual } from 'node:crypto';

/** The token in the path of a call's media socket: whoever has it speaks for that call alone. */
export function streamToken(callId: string, secret: string): string {
  return createHmac('sha256', secret).update(`stream:${callId}`).digest('base64url');
}

export function isStreamToken(callId: string, token: string, secret: string): boolean {
  const expected = Buffer.from(streamToken(callId, secret));
  const given = Buffer.from(token);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
