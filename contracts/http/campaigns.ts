import { z } from 'zod';
import { outcomeSchema } from '../call.ts';
import { campaignActionSchema, campaignSettingsSchema, campaignStateSchema } from '../campaign.ts';

/** `POST /api/campaigns` → 201 CampaignView, in state `draft`; it becomes `ready` with its first contact. */
export const createCampaignBodySchema = z.object({
  name: z.string().trim().min(1).max(120),
  settings: campaignSettingsSchema.prefault({}),
});
export type CreateCampaignBody = z.input<typeof createCampaignBodySchema>;

/** `POST /api/campaigns/:id/stop`; start, pause and resume take no body. */
export const stopCampaignBodySchema = z.object({
  /** Also end the calls that are up; otherwise they finish by themselves. */
  hangUp: z.boolean().default(false),
});

/** Counts that are recounted from the records, never kept. They add up: total = waiting + up + done. */
export const progressSchema = z.object({
  total: z.number().int(),
  waiting: z.number().int(),
  /** Calls being placed or up now. */
  up: z.number().int(),
  done: z.number().int(),
  /** Contacts that are done, by their final outcome. */
  outcomes: z.partialRecord(outcomeSchema, z.number().int()),
});
export type Progress = z.infer<typeof progressSchema>;

/** `GET /api/campaigns` (Page, newest first), `GET /api/campaigns/:id`. */
export const campaignViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: campaignStateSchema,
  /** Why it is in this state, or what it waits for, in a sentence for people. */
  reason: z.string(),
  settings: campaignSettingsSchema,
  /** Counts the edits of name and settings, from 1; an edit names it, so that nobody's is lost. */
  version: z.number().int(),
  /** Left out of the list of campaigns; nothing else changes by it. */
  archived: z.boolean(),
  progress: progressSchema,
  /** What may be asked of it now. */
  actions: z.array(campaignActionSchema),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type CampaignView = z.infer<typeof campaignViewSchema>;

/** Answer of `POST /api/campaigns/:id/{start,pause,resume,stop}`. */
export const actionResultSchema = z.object({
  state: campaignStateSchema,
  /** Calls that were still up when it took effect. */
  callsUp: z.number().int(),
});
export type ActionResult = z.infer<typeof actionResultSchema>;

/**
 * `POST /api/campaigns/:id/contacts`, body `text/csv`, streamed. The first line names the columns; one must be
 * `phone` (or `phone_number`, `mobile`, `number`); `name`, or `first_name` and `last_name`, are understood, and every
 * other column becomes a variable for the agent. Numbers are E.164, or national with a `country` column (ISO 3166)
 * or the query `?country=AU`. Sending the same file again adds nobody twice.
 */
export const importResultSchema = z.object({
  rows: z.number().int(),
  added: z.number().int(),
  /** Rows of people who are in the campaign already, or twice in the file. */
  duplicates: z.number().int(),
  rejected: z.number().int(),
  /** Faults grouped by cause, with the first few line numbers of each. */
  problems: z.array(
    z.object({ cause: z.string(), count: z.number().int(), lines: z.array(z.number().int()) }),
  ),
});
export type ImportResult = z.infer<typeof importResultSchema>;
