import type { Context } from '../context.ts';
import type { Call } from './call.ts';
import type { Address } from './call-order.ts';
import { callForm } from './callback-form.ts';
import { MOST_BYTES } from './http-attempt.ts';
import { TwimlError } from './twiml.ts';
import { type Delivery, deliver } from './webhook.ts';

/** The TwiML at an address (protocol reference 3.2); rejects with a `TwimlError` that says why there is none. */
export async function fetchTwiml(
  { options, closing }: Context,
  call: Call,
  target: Address,
  more: Record<string, string>,
  stopped: AbortSignal,
): Promise<string> {
  const form = {
    ...callForm(call, options.accountSid, call.status),
    ...verdictForm(call),
    ...(call.direction === 'inbound' ? { StirVerstat: 'TN-Validation-Passed-A' } : {}),
    ...more,
  };
  const delivery = await deliver({ ...target, form }, options.authToken, AbortSignal.any([closing, stopped]));
  return twimlOf(delivery);
}

function verdictForm({ answeredBy, answeredAt, judgedAt }: Call): Record<string, string> {
  if (answeredBy === undefined || !answeredAt || !judgedAt) return {};
  const took = judgedAt.getTime() - answeredAt.getTime();
  return { AnsweredBy: answeredBy, MachineDetectionDuration: String(took) };
}

function twimlOf({ answer, result }: Delivery): string {
  if (!answer) throw new TwimlError(result === 'ct' ? 11205 : 11200, 'No answer to the request for TwiML');
  if (answer.status !== 200)
    throw new TwimlError(11200, `The request for TwiML was answered ${answer.status}`);
  if (answer.body.length > MOST_BYTES) throw new TwimlError(11750, 'TwiML is larger than 64 kB');
  if (!/\b(text|application)\/xml\b/.test(answer.contentType)) {
    throw new TwimlError(12300, 'Invalid Content-Type: TwiML must be text/xml or application/xml');
  }
  return answer.body;
}
