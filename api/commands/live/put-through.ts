import twilio from 'twilio';
import type { Env } from '../../../platform/env.ts';
import { ApiError } from '../../api-error.ts';
import { twilioClientOf } from '../../twilio-client.ts';

/** Longer than anybody lets a phone ring, shorter than the person waits. */
const RING_SECONDS = 30;
/** Twilio: the call is not in progress, so it cannot be given other instructions. */
const NOT_IN_PROGRESS = 21220;

/**
 * Gives a call that is up one instruction: to be put through. It ends with that conversation. Asked once: a call that was
 * put through twice rings twice.
 */
export async function putThrough(
  env: Env,
  callSid: string,
  { to, from }: { to: string; from: string },
): Promise<void> {
  const response = new twilio.twiml.VoiceResponse();
  response.dial({ callerId: from, timeout: RING_SECONDS }).number(to);
  try {
    await twilioClientOf(env).calls(callSid).update({ twiml: response.toString() });
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
