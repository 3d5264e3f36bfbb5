import { type Form, signatureOf } from './signature.ts';

/** A callback that Twilio never sent: other content, under a signature that does not cover it. */
export interface Forgery {
  form: Record<string, string>;
  signature: string;
}

const LIES: Record<string, (told: string) => string> = {
  CallStatus: (told) => (told === 'failed' ? 'completed' : 'failed'),
  AnsweredBy: (told) => (told === 'human' ? 'machine_start' : 'human'),
  RecordingStatus: (told) => (told === 'absent' ? 'completed' : 'absent'),
  StreamEvent: (told) => (told === 'stream-error' ? 'stream-stopped' : 'stream-error'),
};

/**
 * A copy with the opposite of what the callback says, for an address without a fragment. The signature is either the true one, which covers the true content, or
 * one made with another token; which of the two follows from the call, so that both occur.
 */
export function forgeryOf(
  { url, method, form }: { url: string; method: 'GET' | 'POST'; form: Record<string, string> },
  authToken: string,
): Forgery {
  const forged = Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, LIES[name]?.(value) ?? value]),
  );
  const replayed = Number.parseInt(form.CallSid?.at(-1) ?? '0', 16) % 2 === 0;
  if (!replayed)
    return { form: forged, signature: signed(`${authToken} of another account`, url, method, forged) };
  return { form: forged, signature: signed(authToken, url, method, form) };
}

function signed(token: string, url: string, method: 'GET' | 'POST', form: Form): string {
  if (method === 'POST') return signatureOf(token, url, form);
  const query = new URLSearchParams(form as Record<string, string>).toString();
  return signatureOf(token, url + (url.includes('?') ? '&' : '?') + query, {});
}
