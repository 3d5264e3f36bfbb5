import { z } from 'zod';

/** Why, for whoever looks at the list later. */
const reason = z.string().trim().min(1, 'say why, such as "asked by letter"').max(300);

/** `POST /api/calls/:id/opt-out`: the person of this call does not want to be called again → OptOutResult. */
export const callOptOutBodySchema = z.object({ reason });
export type CallOptOutBody = z.input<typeof callOptOutBodySchema>;

const hexId = (what: string) =>
  z.string().regex(/^[0-9a-f]{24}$/, `must be the id of a ${what}, 24 hex digits`);

/** `POST /api/suppressions`: somebody does not want to be called again; named by one of the three → OptOutResult. */
export const optOutBodySchema = z
  .object({
    /** E.164, or national with `country`. */
    phone: z.string().trim().min(1).max(40).optional(),
    /** ISO 3166, such as `AU`. */
    country: z.string().trim().length(2).optional(),
    contactId: hexId('contact').optional(),
    callId: z.string().max(60).optional(),
    reason,
  })
  .refine(({ phone, contactId, callId }) => [phone, contactId, callId].filter(Boolean).length === 1, {
    path: ['phone'],
    message: 'name the person by phone, contactId or callId: by one of them',
  });
export type OptOutBody = z.input<typeof optOutBodySchema>;

/** What was done; asked for again it is the same, with `isNew` false. */
export const optOutResultSchema = z.object({
  isNew: z.boolean(),
  /** Attempts that waited, in all campaigns, and were canceled. */
  canceled: z.number().int(),
  /** Calls with the person that are up, and are being ended. */
  ended: z.array(z.string()),
});
export type OptOutResult = z.infer<typeof optOutResultSchema>;
