import type { Env } from '../platform/env.ts';
import { Calls } from '../platform/models/call.ts';
import type { CampaignDoc } from '../platform/models/campaign.ts';
import { chooseAgent } from '../workflows/choice/agent.ts';

/** Which agent talks to this person in this campaign: the one they had first, as long as it is one of the campaign's. */
export async function agentOf(
  { ELEVENLABS_AGENT_ID }: Pick<Env, 'ELEVENLABS_AGENT_ID'>,
  { _id: campaignId, settings: { agents, agentId } }: Pick<CampaignDoc, '_id' | 'settings'>,
  contactId: string,
): Promise<string> {
  if (!agents) return agentId ?? ELEVENLABS_AGENT_ID;
  const among = { $in: agents.map((share) => share.agentId) };
  const first = await Calls.findOne({ contactId, campaignId, agentId: among }, { agentId: 1 })
    .sort({ attempt: 1 })
    .lean();
  return chooseAgent({ campaignId, contactId }, agents, first?.agentId);
}
