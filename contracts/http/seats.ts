import { z } from 'zod';

/** `PUT /api/campaigns/:id/seats`. */
export const seatsBodySchema = z.strictObject({
  /** People who sit free to take calls over; null: as the settings say. */
  free: z.number().int().min(0).max(1000).nullable(),
});

export interface SeatsResult {
  /** What holds now: no more calls up than this; null: no bound. */
  free: number | null;
}
