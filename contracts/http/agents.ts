import { z } from 'zod';
import { pageQuerySchema } from './envelope.ts';

/** `GET /api/agents?search=…` (Page of AgentSummary, as ElevenLabs orders them). */
export const agentsQuerySchema = pageQuerySchema.extend({
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  search: z.string().trim().min(1).max(100).optional(),
});

export const agentSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** ISO 8601; null when it has not talked to anybody yet. */
  lastCallAt: z.string().nullable(),
});
export type AgentSummary = z.infer<typeof agentSummarySchema>;

/** `GET /api/agents/:id`: an agent as it is set up at ElevenLabs now, or was a minute ago. */
export const agentViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  language: z.string(),
  firstMessage: z.string(),
  /** Formats of sound, such as `ulaw_8000`. */
  formats: z.object({ input: z.string(), output: z.string() }),
  /** A telephone speaks `ulaw_8000`: with any other format the bridge converts every frame. Better set at the agent. */
  transcodes: z.boolean(),
  /** Which overrides its settings allow; any other would end the conversation at its start. */
  overrides: z.object({
    firstMessage: z.boolean(),
    language: z.boolean(),
    prompt: z.boolean(),
    voiceId: z.boolean(),
  }),
  /** Dynamic variables: where they are used, and whether the agent has a default of its own for them. */
  variables: z.array(
    z.object({
      name: z.string(),
      hasDefault: z.boolean(),
      usedIn: z.array(z.enum(['prompt', 'firstMessage'])),
    }),
  ),
  /** A tool that ElevenLabs names by its id alone has the id for a name. */
  tools: z.array(z.object({ name: z.string(), type: z.string() })),
});
export type AgentView = z.infer<typeof agentViewSchema>;
