import { z } from 'zod';

const agentId = z.string().min(1).max(100);

/** Agents that share a campaign; a person keeps the one they had first. */
export const agentShareSchema = z.object({
  agentId,
  weight: z.number().int().min(1).max(100).default(1),
});
export type AgentShare = z.infer<typeof agentShareSchema>;

/** Each agent once. */
export const agentSharesSchema = z
  .tuple([agentShareSchema], agentShareSchema)
  .refine((shares) => shares.length <= 10, 'must be at most 10 agents')
  .refine(
    (shares) => new Set(shares.map((share) => share.agentId)).size === shares.length,
    'names an agent twice: give it one weight instead',
  );

/** Where a dynamic variable of the agent comes from: a contact's field, or the same value for all. */
export const variableSourceSchema = z.union(
  [
    z.object({ field: z.string().min(1).max(60), fallback: z.string().max(400).optional() }),
    z.object({ value: z.string().max(400) }),
  ],
  'must be { field, fallback? } with a column of the contacts (name and first_name are there, too), or { value }; at most 400 characters',
);
export type VariableSource = z.infer<typeof variableSourceSchema>;

/** A parameter of Twilio's stream holds fewer than 500 characters, its name included. */
const MOST_CHARACTERS = 400;
/** Of all overrides together as they are written in XML: instructions for a call hold 4000, and variables want their share. */
const MOST_IN_XML = 1_800;

const text = z
  .string()
  .trim()
  .max(
    MOST_CHARACTERS,
    `must have at most ${MOST_CHARACTERS} characters: it travels in a parameter of Twilio's stream`,
  );

/** What a campaign changes of its agent; each only where the agent's own settings allow it. */
export const agentOverridesSchema = z
  .object({
    /** An empty one means that the agent waits for the person. */
    firstMessage: text.optional(),
    language: z.string().min(2).max(10).optional(),
    prompt: text.min(1).optional(),
    voiceId: z.string().min(1).max(100).optional(),
  })
  .refine(
    (overrides) => inXml(Object.values(overrides).join('')) <= MOST_IN_XML,
    'are too long together for the instructions of a call: shorten the prompt or the first message, or write them at the agent',
  );
export type AgentOverrides = z.infer<typeof agentOverridesSchema>;

/** Characters that a text takes in an attribute: five of ASCII are written as `&quot;` and the like. */
function inXml(value: string): number {
  return value.length + 5 * (value.match(/[&<>"'\n\t]/g)?.length ?? 0);
}
