import { randomUUID } from 'node:crypto';
import { type Answer, attempt, type Request } from './http-attempt.ts';
import { type Fault, overridesOf, wantsRetry } from './overrides.ts';
import { type Form, signatureOf, withoutFragment } from './signature.ts';

export interface Webhook {
  url: string;
  method: 'GET' | 'POST';
  form: Record<string, string>;
  /** One for all attempts of a delivery; made when left out. */
  idempotencyToken?: string;
  /** Another than the true signature. */
  signature?: string;
}

export interface Delivery {
  /** HTTP status, or the fault of the last attempt. */
  result: number | Fault;
  attempts: number;
  answer?: Answer;
}

/**
 * Delivers a webhook as Twilio does: signed, form-encoded, tried again only as the address's fragment says, and never
 * beyond 15 s. Never rejects.
 */
export async function deliver(webhook: Webhook, authToken: string, closing: AbortSignal): Promise<Delivery> {
  const overrides = overridesOf(webhook.url);
  const signal = AbortSignal.any([closing, AbortSignal.timeout(overrides.totalMs)]);
  const { url, request } = requestOf(webhook, authToken);
  for (let attempts = 1; ; attempts++) {
    const answer = await attempt(url, request, overrides, signal);
    const result = typeof answer === 'string' ? answer : answer.status;
    const again = attempts <= overrides.retries && !signal.aborted && wantsRetry(overrides, result);
    if (!again) return { result, attempts, answer: typeof answer === 'string' ? undefined : answer };
  }
}

function requestOf({ url, method, form, idempotencyToken, signature }: Webhook, authToken: string) {
  const encoded = new URLSearchParams(form).toString();
  const bare = withoutFragment(url);
  const target = method === 'GET' ? bare + (bare.includes('?') ? '&' : '?') + encoded : bare;
  const signed: Form = method === 'GET' ? {} : form;
  const headers: Request['headers'] = {
    'user-agent': 'TwilioProxy/1.1',
    accept: '*/*',
    'x-home-region': 'us1',
    'x-twilio-signature': signature ?? signatureOf(authToken, target, signed),
    'i-twilio-idempotency-token': idempotencyToken ?? randomUUID(),
  };
  if (method === 'GET') return { url: target, request: { method, headers, body: '' } };
  headers['content-type'] = 'application/x-www-form-urlencoded; charset=UTF-8';
  headers['content-length'] = String(Buffer.byteLength(encoded));
  return { url: target, request: { method, headers, body: encoded } };
}
