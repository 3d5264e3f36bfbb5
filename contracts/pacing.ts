import { z } from 'zod';

/** How a campaign shares the account's lines and calls per second with others. */
export const pacingSchema = z.object({
  /** Share of what is there, against the weights of others of the same priority that have work. */
  weight: z.number().int().min(1).max(100).default(1),
  /** 1 comes first; what a higher one wants, a lower one does not get. */
  priority: z.number().int().min(1).max(5).default(3),
  startsPerMinute: z.number().int().min(1).max(6000).optional(),
  /** Minutes over which it goes from one line to all that it may have, from its first start on. */
  rampUpMinutes: z.number().int().min(1).max(1440).optional(),
  /** Progressive: no more calls up than people sit free to take them over. The number told last goes before it. */
  humanSeats: z.number().int().min(0).max(1000).optional(),
});
export type Pacing = z.infer<typeof pacingSchema>;

/** Of a campaign that was saved with other settings, or none, the rest is as usual. */
export function pacingOf({ pacing }: { pacing?: Partial<Pacing> | undefined }): Pacing {
  return pacingSchema.parse(pacing ?? {});
}
