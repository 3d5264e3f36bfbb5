import { z } from 'zod';
import { callPhaseSchema, outcomeSchema, terminatedByFromSchema, terminatedBySchema } from '../call.ts';
import { callAudioSchema } from '../call-audio.ts';
import { answeredBySchema } from '../call-event.ts';
import { callSettingsSchema, MESSAGE_NEEDED, messageIfLeft } from '../campaign.ts';
import { pageQuerySchema } from './envelope.ts';

/** `GET /api/calls?campaignId=…&outcome=…` (Page, newest first); `GET /api/campaigns/:id/contacts` pages likewise. */
export const callsQuerySchema = pageQuerySchema.extend({
  campaignId: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional(),
  outcome: outcomeSchema.optional(),
});

/**
 * `POST /api/calls` with a header `Idempotency-Key` → 201 CallView: calls one person now. The same key with the same
 * body answers with the same call, however often it is sent. `DELETE /api/calls/:id` hangs up.
 */
export const dialBodySchema = z.object({
  /** E.164, or national with `country`. */
  phone: z.string().trim().min(1).max(40),
  /** ISO 3166, such as `AU`. */
  country: z.string().trim().length(2).optional(),
  name: z.string().trim().max(200).default(''),
  /** What the agent may use in the conversation. */
  variables: z.record(z.string().regex(/^(?!system__|secret__)\w{1,60}$/), z.string().max(400)).default({}),
  settings: callSettingsSchema.refine(messageIfLeft, MESSAGE_NEEDED).default({}),
});
export type DialBody = z.input<typeof dialBodySchema>;

/** The header of `POST /api/calls` by which a repeated request is known. */
export const idempotencyKeySchema = z
  .string('the header Idempotency-Key is needed: any text that is new for each call, such as a UUID')
  .regex(/^[\x21-\x7e]{8,100}$/, 'the header Idempotency-Key must be 8 to 100 visible ASCII characters');

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
  /** Machine detection's verdict; the outcome may know better. */
  answeredBy: answeredBySchema.nullable(),
  terminatedBy: terminatedBySchema.nullable(),
  /** Whose word `terminatedBy` is; null while nobody has said. */
  terminatedByFrom: terminatedByFromSchema.nullable(),
  callSid: z.string().nullable(),
  conversationId: z.string().nullable(),
  /** The number of ours that was shown, or called; null in older records. */
  callerId: z.string().nullable(),
  /** The agent that talks, or would have; null in older records. */
  agentId: z.string().nullable(),
  startedAt: z.string(),
  answeredAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** When the person asked to be called again; null where they did not. */
  callBackAt: z.string().nullable(),
  /** From answer to end. */
  talkSeconds: z.number().nullable(),
  /** From answer to the agent's first sound; null when there was none, or when it is not known. */
  firstAudioMs: z.number().nullable(),
  /** How it sounded; left out when no audio passed, or none was measured. */
  audio: callAudioSchema.optional(),
  /** The campaign's message was spoken to a machine. */
  messageLeft: z.boolean(),
  /** What it cost, positive and in the currency of the Twilio account; each part is null until, or where, nobody knows. */
  cost: z.object({
    /** For the connection alone; Twilio says it minutes to a day after the end. */
    twilio: z.number().nullable(),
    elevenLabs: z.number().nullable(),
    /** What ElevenLabs counted, in credits. */
    credits: z.number().nullable(),
    total: z.number().nullable(),
    currency: z.string().nullable(),
  }),
  hasTranscript: z.boolean(),
  /** `GET /api/calls/:id/recording` streams `audio/wav`, with range requests. */
  recording: z.object({ durationSeconds: z.number(), bytes: z.number().int() }).nullable(),
  /** Where an operator sees its workflow in Temporal Web; null when no address is known. */
  temporalUrl: z.string().nullable(),
});
export type CallView = z.infer<typeof callViewSchema>;
