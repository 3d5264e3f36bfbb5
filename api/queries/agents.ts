import type { z } from 'zod';
import type { AgentSummary, AgentView, agentsQuerySchema } from '../../contracts/http/agents.ts';
import type { Page } from '../../contracts/http/envelope.ts';
import { AgentsUnreadable } from '../../platform/agent-reader.ts';
import { ApiError } from '../api-error.ts';
import type { ApiDeps } from '../deps.ts';

export async function listAgents(
  { agents }: Pick<ApiDeps, 'agents'>,
  query: z.output<typeof agentsQuerySchema>,
): Promise<Page<AgentSummary>> {
  return agents.list(query).catch(unavailable);
}

/** The agent, or `not_found`. `fresh` asks ElevenLabs again, whatever was read a moment ago. */
export async function readAgent(
  { agents }: Pick<ApiDeps, 'agents'>,
  id: string,
  how: { fresh?: boolean } = {},
): Promise<AgentView> {
  const agent = await agents.read(id, how).catch(unavailable);
  if (!agent) throw new ApiError('not_found', 'ElevenLabs has no agent with this id.');
  return agent;
}

function unavailable(error: unknown): never {
  if (error instanceof AgentsUnreadable) throw new ApiError('unavailable', error.message);
  throw error;
}
