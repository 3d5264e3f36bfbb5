import twilio from 'twilio';
import type { Env } from '../../../platform/env.ts';
import { ApiError } from '../../api-error.ts';

/** Somebody waits for the answer in the UI; a call that was put through twice rings twice. */
const TWILIO_WITHIN_MS = 10_000;
/** Longer than anybody lets a phone ring, shorter than the person waits. */
const RING_SECONDS = 30;
/** Twilio: the call is not in progress, so it cannot be given other instructions. */
const NOT_IN_PROGRESS = 21220;

/** Gives a call that is up one instruction: to be put through. It ends with that conversation. */
export async function putThrough(
  env: Env,
  callSid: string,
  { to, from }: { to: string; from: string },
): Promise<void> {
  const response = new twilio.twiml.VoiceResponse();
  response.dial({ callerId: from, timeout: RING_SECONDS }).number(to);
  try {
    await clientOf(env).calls(callSid).update({ twiml: response.toString() });
  } catch (error) {
    if (!(error instanceof twilio.RestException))
      throw new ApiError('unavailable', 'Twilio does not answer.');
    if (error.code === NOT_IN_PROGRESS || error.status === 404) {
      throw new ApiError('not_allowed_now', 'The call is over.');
    }
    throw new ApiError(
      'unavailable',
      `Twilio refused to put the call through (${error.code ?? error.status}).`,
    );
  }
}

/** As in activities/clients/twilio.ts: no retries, and a base address that can be switched to the sandbox. */
function clientOf(env: Env) {
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
