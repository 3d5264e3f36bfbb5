import { z } from 'zod';

/** Money in the currency of the Twilio account; when used up the campaign pauses itself. */
export const budgetSchema = z.object({
  total: z.number().positive().max(10_000_000).optional(),
  /** From midnight to midnight UTC. */
  perDay: z.number().positive().max(10_000_000).optional(),
});
export type Budget = z.infer<typeof budgetSchema>;
