import { z } from 'zod';
import { e164Schema } from './phone.ts';

/** Numbers that a campaign may show, and how one is chosen for a call. They go before `callerId`. */
export const callerIdPoolSchema = z.object({
  numbers: z
    .array(e164Schema)
    .min(1)
    .max(500)
    .refine((numbers) => new Set(numbers).size === numbers.length, 'names a number twice'),
  /** Prefers a number of the area of whoever is called. */
  localPresence: z.boolean().default(false),
  /** Calls that one number may be shown for in 24 hours. */
  perNumberPerDay: z.number().int().min(1).max(10_000).optional(),
});
export type CallerIdPool = z.infer<typeof callerIdPoolSchema>;
