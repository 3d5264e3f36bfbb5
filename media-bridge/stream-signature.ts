import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What Twilio signs an upgrade with (`x-twilio-signature`): HMAC-SHA1 with the account's primary auth token, in base64,
 * over the `wss://` address exactly as it stands in the TwiML. Documented is only that there is a signature; what it
 * covers was measured on live calls by two independent projects. The SDK's validator is not used, since it rewrites
 * the port of a `wss:` address.
 */
export function streamSignature(url: string, authToken: string): string {
  return createHmac('sha1', authToken).update(url, 'utf8').digest('base64');
}

export function isStreamSignature(given: string, url: string, authToken: string): boolean {
  const expected = Buffer.from(streamSignature(url, authToken));
  const received = Buffer.from(given);
  return expected.length === received.length && timingSafeEqual(expected, received);
}
