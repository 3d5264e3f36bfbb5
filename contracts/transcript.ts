import { z } from 'zod';

export const speakerSchema = z.enum(['agent', 'contact']);
export type Speaker = z.infer<typeof speakerSchema>;

export const turnSchema = z.object({
  speaker: speakerSchema,
  text: z.string(),
  /** Seconds from the start of the conversation. */
  atSeconds: z.number(),
  interrupted: z.boolean().optional(),
});
export type Turn = z.infer<typeof turnSchema>;

/** `live`: turns as the bridge heard them. `final`: the vendor's transcript, with its analysis. */
export const transcriptViewSchema = z.object({
  callId: z.string(),
  source: z.enum(['live', 'final']),
  turns: z.array(turnSchema),
  summary: z.string().nullable(),
  /** The vendor's judgement of the goal, not of the telephony. */
  successful: z.enum(['success', 'failure', 'unknown']).nullable(),
  /** What the conversation cost, in the vendor's credits; null until the final transcript says so. */
  costCredits: z.number().nullable(),
});
export type TranscriptView = z.infer<typeof transcriptViewSchema>;
