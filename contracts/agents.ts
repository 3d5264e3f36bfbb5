import { z } from 'zod';

/** Agents that share a campaign; a person keeps the one they had first. */
export const agentShareSchema = z.object({
  agentId: z.string().min(1).max(100),
  weight: z.number().int().min(1).max(100).default(1),
});
export type AgentShare = z.infer<typeof agentShareSchema>;

/** Where a dynamic variable of the agent comes from: a contact's field, or the same value for all. */
export const variableSourceSchema = z.union([
  z.object({ field: z.string().min(1).max(60), fallback: z.string().max(400).optional() }),
  z.object({ value: z.string().max(400) }),
]);
export type VariableSource = z.infer<typeof variableSourceSchema>;

/** What a campaign changes of its agent; each only where the agent's own settings allow it. */
export const agentOverridesSchema = z.object({
  firstMessage: z.string().trim().max(400).optional(),
  language: z.string().min(2).max(10).optional(),
  prompt: z.string().trim().min(1).max(400).optional(),
  voiceId: z.string().min(1).max(100).optional(),
});
export type AgentOverrides = z.infer<typeof agentOverridesSchema>;
