import twilio from 'twilio';
import type { Env } from '../platform/env.ts';

/** Somebody waits for the answer in the UI. */
const TWILIO_WITHIN_MS = 10_000;

/** As in activities/clients/twilio.ts: no retries, and a base address that can be switched to the sandbox. */
export function twilioClientOf(env: Env) {
  const httpClient = new twilio.RequestClient({ timeout: TWILIO_WITHIN_MS });
  const place = env.TWILIO_BASE_URL ? {} : { region: env.TWILIO_REGION, edge: env.TWILIO_EDGE };
  const client = twilio(env.TWILIO_ACCOUNT_SID, env.TWILIO_AUTH_TOKEN, {
    httpClient,
    autoRetry: false,
    ...place,
  });
  if (env.TWILIO_BASE_URL) client.api.baseUrl = env.TWILIO_BASE_URL;
  return client;
}
