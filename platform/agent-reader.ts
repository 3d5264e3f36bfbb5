import { LRUCache } from 'lru-cache';
import type { AgentSummary, AgentView } from '../contracts/http/agents.ts';
import type { Page } from '../contracts/http/envelope.ts';
import { agentListSchema } from '../contracts/vendors/elevenlabs.ts';
import { agentViewOf } from './agent-view.ts';
import type { Env } from './env.ts';

/** Reads agents of ElevenLabs; what one is like is kept for a minute. */
export interface AgentReader {
  /** @throws AgentsUnreadable */
  list(query: {
    search?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  }): Promise<Page<AgentSummary>>;
  /** Undefined when there is no such agent. `fresh` asks again whatever is kept. @throws AgentsUnreadable */
  read(id: string, how?: { fresh?: boolean }): Promise<AgentView | undefined>;
  /** Where ElevenLabs cannot be asked, what was known last, or undefined: nobody waits for long, and nothing fails. */
  known(id: string): Promise<AgentView | undefined>;
}

/** ElevenLabs was asked in vain; the message is for people. */
export class AgentsUnreadable extends Error {
  override readonly name = 'AgentsUnreadable';
}

const KEPT_MS = 60_000;
const TIMEOUT_MS = 5_000;
/** After a failure nobody who is about to dial asks for so long. */
const SPARED_MS = 10_000;

export function createAgentReader(env: Pick<Env, 'ELEVENLABS_API_KEY' | 'ELEVENLABS_BASE_URL'>): AgentReader {
  const cache = new LRUCache<string, AgentView>({
    max: 200,
    ttl: KEPT_MS,
    fetchMethod: (id) => fetchAgent(id),
  });
  const lastKnown = new LRUCache<string, AgentView>({ max: 200 });
  let sparedUntil = 0;

  async function fetchAgent(id: string): Promise<AgentView | undefined> {
    const body = await get(env, `/v1/convai/agents/${encodeURIComponent(id)}`);
    const agent = body === undefined ? undefined : parsed(agentViewOf, body);
    if (agent) lastKnown.set(id, agent);
    return agent;
  }

  const read: AgentReader['read'] = (id, { fresh = false } = {}) => cache.fetch(id, { forceRefresh: fresh });
  return {
    read,
    async list({ search, cursor, limit }) {
      const query = new URLSearchParams({
        page_size: String(limit),
        ...(search && { search }),
        ...(cursor && { cursor }),
      });
      const body = await get(env, `/v1/convai/agents?${query}`);
      const { agents, next_cursor, has_more } = parsed(agentListSchema.parse, body);
      const items = agents.map(({ agent_id, name, last_call_time_unix_secs: last }) => ({
        id: agent_id,
        name,
        lastCallAt: last ? new Date(last * 1000).toISOString() : null,
      }));
      return { items, nextCursor: has_more ? (next_cursor ?? null) : null };
    },
    async known(id) {
      if (Date.now() < sparedUntil) return lastKnown.get(id);
      return read(id).catch(() => {
        sparedUntil = Date.now() + SPARED_MS;
        return lastKnown.get(id);
      });
    },
  };
}

/** The body, or undefined where there is no such thing. */
async function get(
  env: Pick<Env, 'ELEVENLABS_API_KEY' | 'ELEVENLABS_BASE_URL'>,
  path: string,
): Promise<unknown> {
  const response = await fetch(new URL(path, env.ELEVENLABS_BASE_URL), {
    headers: { 'xi-api-key': env.ELEVENLABS_API_KEY },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new AgentsUnreadable('ElevenLabs does not answer; try again.');
  });
  if (response.status === 404) return undefined;
  if (response.status === 401 || response.status === 403) {
    throw new AgentsUnreadable(
      `ElevenLabs refuses the key (${response.status}): set ELEVENLABS_API_KEY to one that may read agents.`,
    );
  }
  if (!response.ok)
    throw new AgentsUnreadable(`ElevenLabs answered ${response.status} instead of its agents.`);
  return response.json();
}

function parsed<T>(parse: (body: unknown) => T, body: unknown): T {
  try {
    return parse(body);
  } catch {
    throw new AgentsUnreadable('ElevenLabs answered in a form that is not known here.');
  }
}
