import type { Env } from '../platform/env.ts';
import { type CallDoc, Calls } from '../platform/models/call.ts';
import type { CampaignDoc } from '../platform/models/campaign.ts';
import { chooseAgent } from '../workflows/choice/agent.ts';

/** Which agent talks to this person in this campaign: the one they had first, as long as it is one of the campaign's. */
export async function agentOf(env: AgentEnv, campaign: WithAgents, contactId: string): Promise<string> {
  const { _id: campaignId, settings } = campaign;
  if (!settings.agents) return agentAmong(env, campaign, contactId, []);
  const calls = await Calls.find({ contactId, campaignId }, { agentId: 1, campaignId: 1, attempt: 1 }).lean();
  return agentAmong(env, campaign, contactId, calls);
}

/** The same, by calls to this person that were read already. */
export function agentAmong(
  { ELEVENLABS_AGENT_ID }: AgentEnv,
  { _id: campaignId, settings: { agents, agentId } }: WithAgents,
  contactId: string,
  calls: Pick<CallDoc, 'agentId' | 'campaignId' | 'attempt'>[],
): string {
  if (!agents) return agentId ?? ELEVENLABS_AGENT_ID;
  const had = calls
    .filter(
      (call) => call.campaignId === campaignId && agents.some((share) => share.agentId === call.agentId),
    )
    .sort((one, other) => one.attempt - other.attempt)[0]?.agentId;
  return chooseAgent({ campaignId, contactId }, agents, had);
}

type AgentEnv = Pick<Env, 'ELEVENLABS_AGENT_ID'>;
type WithAgents = Pick<CampaignDoc, '_id' | 'settings'>;
