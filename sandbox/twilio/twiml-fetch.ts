import type { Context } from '../context.ts';
import type { Call } from './call.ts';
import type { Address } from './call-order.ts';
import { callForm } from './callback-form.ts';
import { MOST_BYTES } from './http-attempt.ts';
import { TwimlError } from './twiml.ts';
import { type Delivery, deliver } from './webhook.ts';

/** The TwiML at an address; where that fails, at the call's fallback, which is told why (protocol reference 3.3). */
export async function fetchTwiml(
  context: Context,
  call: Call,
  target: Address,
  stopped: AbortSignal,
): Promise<string> {
  try {
    return await ask(context, call, target, {}, stopped);
  } catch (error) {
    const { fallback } = call.order;
    if (!fallback || !(error instanceof TwimlError)) throw error;
    const why = { ErrorCode: String(error.code), ErrorUrl: target.url };
    return ask(context, call, fallback, why, stopped);
  }
}

async function ask(
  { options, closing }: Context,
  call: Call,
  target: Address,
  more: Record<string, string>,
  stopped: AbortSignal,
): Promise<string> {
  const form = {
    ...callForm(call, options.accountSid, call.status),
    ...(call.answeredBy ? { AnsweredBy: call.answeredBy } : {}),
    ...more,
  };
  const delivery = await deliver({ ...target, form }, options.authToken, AbortSignal.any([closing, stopped]));
  return twimlOf(delivery);
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
