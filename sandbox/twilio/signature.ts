import { createHmac } from 'node:crypto';

/** Parameters of a form; a repeated one has several values. */
export type Form = Record<string, string | readonly string[]>;

/**
 * `X-Twilio-Signature` (protocol reference 3.9): the address as configured, without fragment, then each parameter's name
 * and value in byte order of the names.
 */
export function signatureOf(authToken: string, url: string, form: Form): string {
  const parameters = Object.keys(form)
    .sort()
    .flatMap((name) => distinct(form[name] ?? '').map((value) => name + value));
  return createHmac('sha1', authToken)
    .update(withoutFragment(url) + parameters.join(''), 'utf8')
    .digest('base64');
}

function distinct(values: string | readonly string[]): string[] {
  return typeof values === 'string' ? [values] : [...new Set(values)].sort();
}

export function withoutFragment(url: string): string {
  return url.split('#', 1)[0] as string;
}
