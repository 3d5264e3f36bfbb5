import type { CampaignSettings } from '../../../contracts/campaign.ts';
import { sortOverrides } from '../../../workflows/choice/overrides.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiDeps } from '../../deps.ts';
import { readAgent } from '../../queries/agents.ts';

/** The agents that a campaign names, or the installation's. */
function agentsOf({ agentId, agents }: Partial<CampaignSettings>, fallback: string): string[] {
  return agents?.map((share) => share.agentId) ?? [agentId ?? fallback];
}

/** What is wrong, for people: agents that do not exist, and overrides that an agent's settings do not allow. */
export async function faultsOfAgents(deps: ApiDeps, settings: Partial<CampaignSettings>): Promise<string[]> {
  const ids = agentsOf(settings, deps.env.ELEVENLABS_AGENT_ID);
  const faults = await Promise.all(ids.map((id) => faultsOfAgent(deps, id, settings.overrides ?? {})));
  return faults.flat();
}

async function faultsOfAgent(
  deps: ApiDeps,
  id: string,
  overrides: NonNullable<CampaignSettings['overrides']>,
): Promise<string[]> {
  const agent = await readAgent(deps, id, { fresh: true }).catch((error: unknown) => {
    if (error instanceof ApiError && error.code === 'not_found') return undefined;
    throw error;
  });
  if (!agent) return [`ElevenLabs has no agent ${id}`];
  return sortOverrides(overrides, agent).refused.map(
    (name) =>
      `the agent ${agent.name} (${id}) does not allow its ${name} to be overridden: allow it in the agent's security settings at ElevenLabs, or leave overrides.${name} out`,
  );
}
