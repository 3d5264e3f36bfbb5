import { z } from 'zod';
import { clockTimeSchema } from './schedule.ts';

/** What a call is for; rules differ by it. */
export const callPurposeSchema = z.enum(['telemarketing', 'informational', 'research']);
export type CallPurpose = z.infer<typeof callPurposeSchema>;

export const lineTypeSchema = z.enum(['mobile', 'fixed', 'voip', 'toll_free', 'premium', 'unknown']);
export type LineType = z.infer<typeof lineTypeSchema>;

const isoDate = z.iso.date();

/** Hours over which calls to a person can be counted. */
const MOST_CAP_HOURS = 8 * 24;

/** How far a rule is to be relied on: its text was read; several secondary sources agree; one source, or memory. */
export const standingSchema = z.enum(['sure', 'reported', 'confirm']);

/** What consent was given as; each is worth more than those after it. */
export const consentBasisSchema = z.enum(['express_written', 'express', 'existing_relationship']);
export type ConsentBasis = z.infer<typeof consentBasisSchema>;

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
  /**
   * Open hours by weekday (1 = Monday), in the person's time: any of those that hold for the purpose. A day that none of
   * them names is closed. `consentOpens`: an express consent that says so opens other hours.
   */
  hours: z
    .array(
      z.object({
        ...rule,
        days: z.array(z.number().int().min(1).max(7)).min(1),
        from: clockTimeSchema,
        to: clockTimeSchema,
        consentOpens: z.boolean().default(false),
      }),
    )
    .default([]),
  /** Whether public holidays are closed: those of the nation, and of the person's region where it is known. */
  holidays: z
    .array(z.object({ ...rule, closed: z.literal(true), consentOpens: z.boolean().default(false) }))
    .default([]),
  /** Consent without which nobody may be called. */
  consent: z
    .array(
      z.object({
        ...rule,
        /** The least that counts. */
        basis: consentBasisSchema,
        lineTypes: z.array(lineTypeSchema).min(1).optional(),
      }),
    )
    .default([]),
  /**
   * Do-not-call registers a list must have been washed against, not longer ago than so many days. `consentSpares`: those
   * with an express consent may be called though they are on it, or it was not asked.
   */
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
  /** Calls to one person at most, in so many rolling hours: up to 8 days, as far back as the gate is told of calls. */
  caps: z
    .array(
      z.object({
        ...rule,
        calls: z.number().int().min(1),
        hours: z.number().int().min(1).max(MOST_CAP_HOURS),
      }),
    )
    .default([]),
  /** Kinds of line that may not be called. */
  closedLines: z.array(z.object({ ...rule, lineTypes: z.array(lineTypeSchema).min(1) })).default([]),
});
export type RulePack = z.infer<typeof rulePackSchema>;
