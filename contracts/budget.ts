import { z } from 'zod';

/** Money in the currency of the Twilio account; when used up the campaign pauses itself. */
export const budgetSchema = z.object({
  total: z.number().positive().max(10_000_000).optional(),
  /** From midnight to midnight UTC. */
  perDay: z.number().positive().max(10_000_000).optional(),
});
export type Budget = z.infer<typeof budgetSchema>;

const percent = (usual: number) => z.number().min(0).max(100).default(usual);

/**
 * Shares of its latest calls above which a campaign pauses itself, in percent; 100 never does. The law's own bounds are
 * tighter and count longer: these catch what went wrong within minutes.
 */
export const limitsSchema = z.object({
  /** Of the people who answered: those who heard nothing for 2 s. */
  deadAirPercent: percent(30),
  /** Of all calls: those that failed at Twilio or with us. */
  failurePercent: percent(80),
  /** Of the people who answered: those who asked not to be called again. */
  optOutPercent: percent(30),
  /** Fewer calls, or answers, than this say nothing. */
  sample: z.number().int().min(1).max(10_000).default(50),
});
export type Limits = z.infer<typeof limitsSchema>;

export function limitsOf({ limits }: { limits?: Partial<Limits> | undefined }): Limits {
  return limitsSchema.parse(limits ?? {});
}
