import type { AgentOverrides } from '../../contracts/agents.ts';
import type { AgentView } from '../../contracts/http/agents.ts';
import { placeholdersIn } from '../../contracts/placeholders.ts';

type Name = keyof AgentOverrides;

/**
 * What of a campaign's overrides the agent's settings allow, and what they do not: a conversation with one that is not
 * allowed fails at its start (ElevenLabs: `override_error`).
 */
export function sortOverrides(
  overrides: AgentOverrides,
  agent: Pick<AgentView, 'overrides'>,
): { allowed: AgentOverrides; refused: Name[] } {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined) as [Name, string][];
  return {
    allowed: Object.fromEntries(given.filter(([name]) => agent.overrides[name])),
    refused: given.flatMap(([name]) => (agent.overrides[name] ? [] : [name])),
  };
}

/** The dynamic variables without which a conversation fails: used in a text that is spoken or obeyed, and without a default. */
export function neededVariables(
  agent: Pick<AgentView, 'variables'>,
  { prompt, firstMessage }: AgentOverrides = {},
): string[] {
  const replaced = { prompt: prompt !== undefined, firstMessage: firstMessage !== undefined };
  const used = agent.variables.filter(({ usedIn }) => usedIn.some((text) => !replaced[text]));
  const names = [
    ...used.map(({ name }) => name),
    ...placeholdersIn(prompt ?? ''),
    ...placeholdersIn(firstMessage ?? ''),
  ];
  const defaults = new Set(agent.variables.flatMap(({ name, hasDefault }) => (hasDefault ? [name] : [])));
  return [...new Set(names)].filter((name) => !defaults.has(name));
}
