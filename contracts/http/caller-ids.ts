import { z } from 'zod';
import { pageQuerySchema } from './envelope.ts';

/** `GET /api/caller-ids` (Page of CallerIdView, in the order of the numbers). */
export const callerIdsQuerySchema = pageQuerySchema.extend({
  cursor: z
    .string()
    .regex(/^\+[1-9]\d{7,14}$/, 'must be the nextCursor of a page of caller ids')
    .optional(),
});

/** Calls of a span that reached a telephone, and how many of them a person took. */
const rateSchema = z.object({
  calls: z.number().int(),
  answered: z.number().int(),
  /** From 0 to 1; null without calls. */
  rate: z.number().nullable(),
});
export type AnswerRate = z.infer<typeof rateSchema>;

/** How far the last 7 days lie from something else: `z` is that of two proportions, negative where fewer answer now. */
const driftSchema = z.object({ z: z.number(), rate: z.number() }).nullable();

export const callerIdViewSchema = z.object({
  number: z.string(),
  /** `verified`: not ours to be called back at. Null where Twilio was not asked: the installation's own. */
  kind: z.enum(['owned', 'verified']).nullable(),
  /** Rolling days, up to now. */
  day: rateSchema,
  week: rateSchema,
  fourWeeks: rateSchema,
  /** Against its own three weeks before the last 7 days. Null where there are too few calls to say. */
  againstOwnPast: driftSchema,
  /** Against all other numbers in the last 7 days. Null where there are too few calls to say. */
  againstOthers: driftSchema,
  /** Far fewer people answer than did before, and the other numbers do not share it: carriers may show it as spam. */
  looksFlagged: z.boolean(),
});
export type CallerIdView = z.infer<typeof callerIdViewSchema>;
