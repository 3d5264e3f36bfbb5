import { z } from 'zod';

/** What a call is for; rules differ by it. */
export const callPurposeSchema = z.enum(['telemarketing', 'informational', 'research']);
export type CallPurpose = z.infer<typeof callPurposeSchema>;

export const lineTypeSchema = z.enum(['mobile', 'fixed', 'voip', 'toll_free', 'premium', 'unknown']);
export type LineType = z.infer<typeof lineTypeSchema>;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 09:00');
const isoDate = z.iso.date();

/** How far a rule is to be relied on: its text was read; several secondary sources agree; one source, or memory. */
export const standingSchema = z.enum(['sure', 'reported', 'confirm']);

const rule = {
  /** Of whom this holds; everything where left out. */
  purposes: z.array(callPurposeSchema).min(1).optional(),
  source: z.string().min(1),
  standing: standingSchema,
};

/** Rules of one jurisdiction as dated data. The strictest of all that apply to a person wins. */
export const rulePackSchema = z.object({
  /** Such as `AU`, `US`, `US-FL`; an own one begins with `own-`. */
  id: z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9-]{1,30})?$/),
  /** Such as `2026-11-01`; a change is a new version. */
  version: z.string().min(1).max(40),
  name: z.string().min(1).max(120),
  asOf: isoDate,
  /** Whom it binds: people whose number, postcode or stated place lies there. */
  appliesTo: z.object({ country: z.string().length(2), region: z.string().min(1).max(10).optional() }),
  /** Open hours by weekday (1 = Monday), in the person's time; a day that is not named is closed. */
  hours: z
    .array(
      z.object({ ...rule, days: z.array(z.number().int().min(1).max(7)).min(1), from: clock, to: clock }),
    )
    .default([]),
  /** Whether national and regional public holidays are closed; consent may open them. */
  holidays: z.array(z.object({ ...rule, closed: z.literal(true) })).default([]),
  /** Consent outside of which nobody may be called, or called at those hours. */
  consent: z
    .array(
      z.object({
        ...rule,
        basis: z.enum(['express_written', 'express', 'existing_relationship']),
        lineTypes: z.array(lineTypeSchema).min(1).optional(),
      }),
    )
    .default([]),
  /** Do-not-call registers a list must have been washed against, not longer ago than so many days. */
  registries: z
    .array(
      z.object({
        ...rule,
        registry: z.string().min(1).max(40),
        maxAgeDays: z.number().int().min(1),
        consentSpares: z.boolean().default(true),
      }),
    )
    .default([]),
  /** Calls to one person at most, in so many rolling hours. */
  caps: z
    .array(z.object({ ...rule, calls: z.number().int().min(1), hours: z.number().int().min(1) }))
    .default([]),
  /** Kinds of line that may not be called. */
  closedLines: z.array(z.object({ ...rule, lineTypes: z.array(lineTypeSchema).min(1) })).default([]),
});
export type RulePack = z.infer<typeof rulePackSchema>;
