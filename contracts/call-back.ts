import { z } from 'zod';

const YEAR_MS = 365 * 86_400_000;

/** Why nobody can be called back at this moment (epoch milliseconds), and what would do; undefined when they can. */
export function whyNoCallBack(at: number, now: number): string | undefined {
  if (at <= now) return 'lies in the past; give a moment to come';
  if (at > now + YEAR_MS) return 'lies more than 12 months ahead; give an earlier moment';
  return undefined;
}

/** `POST /api/campaigns/:id/contacts/:contactId/call-back`. */
export const callBackBodySchema = z.object({
  /** ISO 8601 with its offset, such as `2027-01-18T09:30:00+11:00`. */
  at: z.iso.datetime({
    offset: true,
    error: 'must be a moment with its offset, such as 2027-01-18T09:30:00+11:00',
  }),
  /** For whoever looks at the contact; the agent does not get it. */
  note: z.string().trim().max(400).optional(),
});
export type CallBackBody = z.input<typeof callBackBodySchema>;
