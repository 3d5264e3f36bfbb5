import type { AgentView } from '../../contracts/http/agents.ts';
import { type Conversation, conversationSchema } from '../../contracts/vendors/elevenlabs.ts';
import { createAgentReader } from '../../platform/agent-reader.ts';
import type { Env } from '../../platform/env.ts';

/**
 * What the dialer reads of ElevenLabs. Read with `fetch` and the same schema as the post-call
 * webhook, whose data is equal to this, so that there is one way from their words into ours.
 */
export interface ElevenLabsClient {
  /** The conversation, or undefined while it is not known there (a 404 in the first seconds is usual). */
  conversation(conversationId: string): Promise<Conversation | undefined>;
  /** The newest conversation begun with this `user_id`, which is our call id. */
  findByUserId(userId: string): Promise<string | undefined>;
  /** An agent as it is set up, as far as that is known: nobody who is about to dial waits for it for long. */
  agent(id: string): Promise<AgentView | undefined>;
}

const TIMEOUT_MS = 10_000;

export function createElevenLabs(env: Env): ElevenLabsClient {
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(new URL(path, env.ELEVENLABS_BASE_URL), {
      headers: { 'xi-api-key': env.ELEVENLABS_API_KEY },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`ElevenLabs answered ${response.status} to ${path.split('?')[0]}`);
    return response.json();
  };
  const agents = createAgentReader(env);
  return {
    agent: (id) => agents.known(id),
    async conversation(conversationId) {
      const body = await get(`/v1/convai/conversations/${encodeURIComponent(conversationId)}`);
      return body === undefined ? undefined : conversationSchema.parse(body);
    },
    async findByUserId(userId) {
      const body = await get(`/v1/convai/conversations?page_size=1&user_id=${encodeURIComponent(userId)}`);
      const { conversations } = (body ?? { conversations: [] }) as {
        conversations: { conversation_id: string }[];
      };
      return conversations[0]?.conversation_id;
    },
  };
}
