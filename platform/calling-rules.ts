import type { Env } from './env.ts';

/** To be written out by whoever wants real telephones to ring without the law of any country being looked at. */
export const NONE_CONFIRMED = 'i-answer-for-the-law-myself';

/** Throws where real people could be called with the law switched off and nobody has said that they mean it. */
export function refuseLawless(env: Env): void {
  if (env.CALLING_RULES !== 'none' || env.TWILIO_BASE_URL !== undefined) return;
  if (env.CALLING_RULES_NONE_CONFIRMED === NONE_CONFIRMED) return;
  throw new Error(
    'CALLING_RULES=none with a real Twilio account: no law would be looked at before a telephone rings. Leave ' +
      `CALLING_RULES out, or set CALLING_RULES_NONE_CONFIRMED=${NONE_CONFIRMED} if that is meant.`,
  );
}

/** Why no pack is in force; undefined where they are. */
export function whyNone({ CALLING_RULES, TWILIO_BASE_URL }: Env): string | undefined {
  if (CALLING_RULES !== 'none') return undefined;
  return TWILIO_BASE_URL === undefined
    ? 'CALLING_RULES=none: only the installation’s own rules are kept to, and no law is looked at.'
    : 'CALLING_RULES=none, as it is with the sandbox: its numbers are fictional, and only our own rules are kept to.';
}
