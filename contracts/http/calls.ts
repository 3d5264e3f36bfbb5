import { z } from 'zod';
import { callPhaseSchema, outcomeSchema, terminatedBySchema } from '../call.ts';
import { pageQuerySchema } from './envelope.ts';

/** `GET /api/calls?campaignId=…&outcome=…` (Page, newest first); `GET /api/campaigns/:id/contacts` pages likewise. */
export const callsQuerySchema = pageQuerySchema.extend({
  campaignId: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional(),
  outcome: outcomeSchema.optional(),
});

/** `GET /api/calls/:id`. Times are ISO 8601. `GET /api/calls/:id/transcript` answers a TranscriptView. */
export const callViewSchema = z.object({
  id: z.string(),
  campaignId: z.string(),
  campaignName: z.string(),
  contactId: z.string(),
  contactName: z.string(),
  phone: z.string(),
  attempt: z.number().int(),
  phase: callPhaseSchema,
  /** While it is up: Twilio's last word, such as `ringing`. */
  liveStatus: z.string().nullable(),
  outcome: outcomeSchema.nullable(),
  /** Why it has this outcome, for people. */
  reason: z.string().nullable(),
  terminatedBy: terminatedBySchema.nullable(),
  callSid: z.string().nullable(),
  conversationId: z.string().nullable(),
  startedAt: z.string(),
  answeredAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** From answer to end. */
  talkSeconds: z.number().nullable(),
  hasTranscript: z.boolean(),
  /** `GET /api/calls/:id/recording` streams `audio/wav`, with range requests. */
  recording: z.object({ durationSeconds: z.number(), bytes: z.number().int() }).nullable(),
  /** Where an operator sees its workflow in Temporal Web; null when no address is known. */
  temporalUrl: z.string().nullable(),
});
export type CallView = z.infer<typeof callViewSchema>;
