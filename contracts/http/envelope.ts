import { z } from 'zod';

/** Every answer of the API, success or not. `timestamp` is ISO 8601. */
export interface Envelope<T> {
  success: boolean;
  data: T | null;
  error: { code: string; message: string; details?: string[] } | null;
  timestamp: string;
}

/** Keyset paging: give `nextCursor` back as `cursor`; null means that this was the last page. */
export const pageQuerySchema = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
