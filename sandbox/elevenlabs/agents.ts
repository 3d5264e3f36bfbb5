import { z } from 'zod';
import { type AgentConfig, agentConfigSchema } from './agent-settings.ts';
import { invalid } from './api-error.ts';
import { DEFAULT_AGENT } from './default-agent.ts';
import { newId } from './ids.ts';

export interface Agent {
  id: string;
  createdAt: number;
  updatedAt: number;
  lastCallAt: number | null;
  config: AgentConfig;
}

const MOST_AGENTS = 1000;

/** All agents; what is stored drives how they behave. */
export class Agents {
  readonly #agents = new Map<string, Agent>();

  constructor(defaultId: string) {
    this.#put(defaultId, parse(DEFAULT_AGENT));
  }

  create(body: unknown): Agent {
    if (this.#agents.size >= MOST_AGENTS) throw invalid(['body'], `There are ${MOST_AGENTS} agents already`);
    return this.#put(newId('agent'), parse(body));
  }

  find(id: string): Agent | undefined {
    return this.#agents.get(id);
  }

  /** In the order in which they were made. */
  all(): Agent[] {
    return [...this.#agents.values()];
  }

  /** A deep merge: objects are merged, everything else is replaced. */
  patch(agent: Agent, body: unknown): void {
    agent.config = parse(merged(agent.config, body));
    agent.updatedAt = Date.now();
  }

  delete(id: string): void {
    this.#agents.delete(id);
  }

  #put(id: string, config: AgentConfig): Agent {
    const now = Date.now();
    const agent: Agent = { id, createdAt: now, updatedAt: now, lastCallAt: null, config };
    this.#agents.set(id, agent);
    return agent;
  }
}

function parse(body: unknown): AgentConfig {
  const parsed = agentConfigSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(['body', ...(issue?.path ?? []).map(String)], issue?.message ?? 'not an agent');
}

const objectSchema = z.record(z.string(), z.unknown());

function merged(base: unknown, change: unknown): unknown {
  const left = objectSchema.safeParse(base);
  const right = objectSchema.safeParse(change);
  if (!left.success || !right.success) return change;
  const result: Record<string, unknown> = { ...left.data };
  for (const [key, value] of Object.entries(right.data)) result[key] = merged(left.data[key], value);
  return result;
}

/** `GET /v1/convai/agents/{id}` */
export function agentResource({ id, config, createdAt, updatedAt }: Agent) {
  return {
    agent_id: id,
    name: config.name ?? 'Unnamed agent',
    conversation_config: config.conversation_config,
    platform_settings: config.platform_settings,
    metadata: {
      created_at_unix_secs: Math.floor(createdAt / 1000),
      updated_at_unix_secs: Math.floor(updatedAt / 1000),
    },
    phone_numbers: [],
    whatsapp_accounts: [],
    workflow: config.workflow ?? null,
    access_info: ACCESS,
    tags: config.tags,
    version_id: null,
    branch_id: null,
    main_branch_id: null,
    procedures: {},
  };
}

/** An item of `GET /v1/convai/agents`. */
export function agentSummary({ id, config, createdAt, lastCallAt }: Agent) {
  return {
    agent_id: id,
    name: config.name ?? 'Unnamed agent',
    voice_id: config.conversation_config.tts.voice_id ?? '',
    tags: config.tags,
    created_at_unix_secs: Math.floor(createdAt / 1000),
    access_info: ACCESS,
    last_call_time_unix_secs: lastCallAt === null ? null : Math.floor(lastCallAt / 1000),
    archived: false,
  };
}

export const ACCESS = {
  is_creator: true,
  creator_name: 'Sandbox',
  creator_email: 'sandbox@example.com',
  role: 'admin',
};
