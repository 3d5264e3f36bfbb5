import { z } from 'zod';
import { outcomeSchema } from './call.ts';

/** A contact's place in a campaign. `waiting` has a due moment, `claimed` a call id, `done` an outcome. */
export const enrolmentStateSchema = z.enum(['waiting', 'claimed', 'calling', 'done']);
export type EnrolmentState = z.infer<typeof enrolmentStateSchema>;

/** A contact in a campaign as lists show it. */
export const enrolmentViewSchema = z.object({
  id: z.string(),
  contactId: z.string(),
  name: z.string(),
  /** Masked for roles that may not see numbers. */
  phone: z.string(),
  state: enrolmentStateSchema,
  attempts: z.number().int(),
  /** ISO 8601; when it may be called next. Only while waiting. */
  dueAt: z.string().nullable(),
  /** Asked for by the person: when, and what was noted. Null where none is open. */
  callBack: z.object({ at: z.string(), note: z.string().nullable() }).nullable(),
  /** Of the last attempt, or the final one when done. */
  outcome: outcomeSchema.nullable(),
  /** The current or the last call. */
  callId: z.string().nullable(),
});
export type EnrolmentView = z.infer<typeof enrolmentViewSchema>;
