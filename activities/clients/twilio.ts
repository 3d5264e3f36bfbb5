import twilio from 'twilio';
import type { Env } from '../../platform/env.ts';

export type TwilioClient = ReturnType<typeof twilio>;

/** Longer than Twilio takes, shorter than an activity may: a slow answer leaves it unknown whether a phone rings. */
export const TWILIO_TIMEOUT_MS = 10_000;

/**
 * The Twilio SDK with a time-out of ours and without its retries (a create must never be posted twice). Its base
 * address can be switched to the sandbox; region and edge are then left out, since the SDK would rewrite the host.
 */
export function createTwilio(env: Env): TwilioClient {
  const httpClient = new twilio.RequestClient({ timeout: TWILIO_TIMEOUT_MS });
  const place = env.TWILIO_BASE_URL ? {} : { region: env.TWILIO_REGION, edge: env.TWILIO_EDGE };
  const client = twilio(env.TWILIO_ACCOUNT_SID, env.TWILIO_AUTH_TOKEN, {
    httpClient,
    autoRetry: false,
    ...place,
  });
  if (env.TWILIO_BASE_URL) {
    client.api.baseUrl = env.TWILIO_BASE_URL;
    client.insights.baseUrl = env.TWILIO_BASE_URL;
  }
  return client;
}
