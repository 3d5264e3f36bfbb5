import { z } from 'zod';
import { outcomeSchema } from '../call.ts';
import { campaignSettingsSchema, campaignStateSchema } from '../campaign.ts';
import { pageQuerySchema } from './envelope.ts';

const nameSchema = z.string().trim().min(1).max(120);
const whySchema = z.string().trim().min(1).max(300);
const versionSchema = z.number().int().min(1);
const KNOWN = Object.keys(campaignSettingsSchema.shape);

/** Part of the settings: see `mergeSettings`. The values are checked once they are put together with what is there. */
export const settingsPatchSchema = z.record(z.string(), z.unknown()).superRefine((patch, context) => {
  for (const name of Object.keys(patch)) {
    if (KNOWN.includes(name)) continue;
    context.addIssue({
      code: 'custom',
      path: [name],
      message: `is no setting; there are ${KNOWN.join(', ')}`,
    });
  }
});

/** `PATCH /api/campaigns/:id` → CampaignView. It holds from the next call on; calls that are up go on as they began. */
export const editCampaignBodySchema = z
  .object({
    name: nameSchema.optional(),
    settings: settingsPatchSchema.optional(),
    /** The version that was looked at; also as a header `If-Match`. Any when left out. */
    version: versionSchema.optional(),
    why: whySchema.optional(),
  })
  .refine(({ name, settings }) => name !== undefined || settings !== undefined, {
    message: 'name or settings is needed: what is to be changed',
  });

/** `POST /api/campaigns/:id/undo` → CampaignView: name and settings as they were, as a new version. */
export const undoBodySchema = z.object({
  /** The version to go back to; the one before the current when left out. */
  to: versionSchema.optional(),
  version: versionSchema.optional(),
  why: whySchema.optional(),
});

/** `GET /api/campaigns/:id/versions/:version`. */
export const campaignVersionViewSchema = z.object({
  version: versionSchema,
  name: z.string(),
  settings: campaignSettingsSchema,
  /** Id and name of whoever made it. */
  by: z.object({ id: z.string(), name: z.string() }),
  at: z.string(),
  /** What differs from the version before: `name`, and settings by their names. Empty for the first. */
  changed: z.array(z.string()),
  why: z.string().nullable(),
});
export type CampaignVersionView = z.infer<typeof campaignVersionViewSchema>;

/** `GET /api/campaigns/:id/timeline` (Page, newest first). */
export const timelineQuerySchema = pageQuerySchema.extend({
  cursor: z
    .string()
    .regex(/^[0-9a-z.-]{1,60}$/)
    .optional(),
});

/** One thing that happened to a campaign. */
export const timelineItemSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('state'),
    id: z.string(),
    at: z.string(),
    state: campaignStateSchema,
    /** Why, in a sentence for people: who asked, or what it did by itself and for which reason. */
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('edit'),
    id: z.string(),
    at: z.string(),
    version: versionSchema,
    by: z.string(),
    changed: z.array(z.string()),
    why: z.string().nullable(),
  }),
  z.object({
    kind: z.enum(['import', 'redial', 'archive', 'unarchive']),
    id: z.string(),
    at: z.string(),
    by: z.string(),
    /** Contacts that were added or are called again; null where there are none to count. */
    contacts: z.number().int().nullable(),
  }),
]);
export type TimelineItem = z.infer<typeof timelineItemSchema>;

/** `POST /api/campaigns/:id/duplicate` with a header `Idempotency-Key` → 201 CampaignView, never running. */
export const duplicateBodySchema = z.object({
  name: nameSchema.optional(),
  /** Whether its contacts come along, to be called from the first attempt on. */
  contacts: z.enum(['all', 'none']).default('none'),
});

/**
 * `POST /api/campaigns/:id/redial` with a header `Idempotency-Key` → RedialResult. Contacts that are done with one of the
 * outcomes are called again: in the same campaign with an attempt granted where theirs are used up, or in a new one.
 * Repeated with the same key it calls nobody twice, also after a lost answer.
 */
export const redialBodySchema = z.object({
  outcomes: z
    .array(outcomeSchema.exclude(['suppressed'], 'suppressed contacts are never called again'))
    .min(1),
  /** Attempts made so far, both bounds included; those that never dialed do not count. */
  attempts: z
    .object({ min: z.number().int().min(0).optional(), max: z.number().int().min(0).optional() })
    .optional(),
  /** Whose last call ended within these moments, in ISO 8601; who was never dialed is left out then. */
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  into: z.enum(['same', 'new']).default('same'),
  /** Of the new campaign; from the old one's when left out. */
  name: nameSchema.optional(),
  /** Contacts that are looked at in one request. */
  limit: z.number().int().min(1).max(5000).default(1000),
  cursor: z.string().max(80).optional(),
});
export type RedialBody = z.input<typeof redialBodySchema>;

export const redialResultSchema = z.object({
  /** Where they are called again. */
  campaignId: z.string(),
  /** Fit the query. matched = redialed + suppressed + skipped. */
  matched: z.number().int(),
  redialed: z.number().int(),
  /** On the do-not-call list by now: left alone. */
  suppressed: z.number().int(),
  /** Have moved on meanwhile, or were put back by an earlier request with this key. */
  skipped: z.number().int(),
  /** Give it back as `cursor` with the same key until it is null. */
  nextCursor: z.string().nullable(),
});
export type RedialResult = z.infer<typeof redialResultSchema>;
