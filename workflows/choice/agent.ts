import type { AgentShare } from '../../contracts/agents.ts';
import { chance } from './chance.ts';

/**
 * Which of a campaign's agents talks to a person: the one they had before, while it is among them, or one drawn by weight. It is
 * rendezvous hashing: each agent draws for each person by itself and the best draw wins, so that a change of weights
 * moves as few people as it can.
 */
export function chooseAgent(
  { campaignId, contactId }: { campaignId: string; contactId: string },
  shares: readonly [AgentShare, ...AgentShare[]],
  had?: string,
): string {
  if (had !== undefined && shares.some(({ agentId }) => agentId === had)) return had;
  const draw = ({ agentId, weight }: AgentShare) =>
    -weight / Math.log(chance(`${campaignId}:${contactId}:${agentId}`));
  return shares.reduce((best, share) => (draw(share) > draw(best) ? share : best)).agentId;
}
