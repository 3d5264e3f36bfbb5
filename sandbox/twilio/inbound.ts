import { z } from 'zod';
import type { PersonName } from '../behaviour.ts';
import { PARTS } from '../people/lines.ts';
import { inboundEnding } from '../scenario.ts';
import type { Address, CallOrder } from './call-order.ts';
import type { CallRunner } from './call-runner.ts';
import type { Exchange } from './exchange.ts';

const httpUrl = z.url({ protocol: /^https?$/ });
const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number in E.164');
const PEOPLE = Object.keys(PARTS) as [PersonName, ...PersonName[]];

/** What the account's numbers do with calls that come in, as set at Twilio for each number. */
export const inboundSettingsSchema = z.strictObject({
  voiceUrl: httpUrl,
  voiceMethod: z.enum(['GET', 'POST']).default('POST'),
  voiceFallbackUrl: httpUrl.optional(),
  statusCallback: httpUrl.optional(),
});
export type InboundSettings = z.infer<typeof inboundSettingsSchema>;

/** A person who calls: from where, and what they do. */
export const inboundCallSchema = z.strictObject({
  from: e164,
  to: e164.optional(),
  presses: z
    .string()
    .regex(/^[\d*#]{1,32}$/, 'must be keys: 0 to 9, * and #')
    .optional(),
  person: z.enum(PEOPLE).default('caller'),
  hangUpAfterMs: z.int().min(1).max(3_600_000).optional(),
});
export type InboundCall = z.infer<typeof inboundCallSchema>;

/** Longest call, seconds. */
const TIME_LIMIT = 14_400;

/** Takes calls of persons to the account's numbers. */
export class InboundDesk {
  readonly #exchange: Exchange;
  readonly #numbers: readonly string[];
  settings: InboundSettings | undefined;

  constructor(exchange: Exchange, numbers: readonly string[]) {
    this.#exchange = exchange;
    this.#numbers = numbers;
  }

  /** The call that now rings at our number, or why there is none. */
  take({ from, to = this.#numbers[0], person, presses, hangUpAfterMs }: InboundCall): CallRunner | string {
    if (!this.settings) return 'No voice URL is set: PUT /sandbox/inbound { "voiceUrl": … } first';
    if (to === undefined || !this.#numbers.includes(to)) {
      return `The account does not own ${to}; it owns ${this.#numbers.join(', ')}`;
    }
    const order = orderOf(this.settings, from, to);
    return this.#exchange.connect(order, inboundEnding(person), { presses, hangUpAfterMs });
  }
}

function orderOf(settings: InboundSettings, from: string, to: string): CallOrder {
  const { voiceUrl, voiceMethod, voiceFallbackUrl, statusCallback } = settings;
  const post = (url: string | undefined): Address | undefined =>
    url === undefined ? undefined : { url, method: 'POST' };
  const status = post(statusCallback);
  return {
    to,
    from,
    instructions: { url: voiceUrl, method: voiceMethod },
    fallback: post(voiceFallbackUrl),
    // Of a call that comes in only its end is reported.
    status: status && { ...status, events: new Set(['completed']) },
    timeout: 60,
    timeLimit: TIME_LIMIT,
    warnings: [],
  };
}
