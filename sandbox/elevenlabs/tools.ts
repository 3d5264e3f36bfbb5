import { z } from 'zod';
import { type AgentConfig, type ClientTool, clientToolSchema, clientToolsOf } from './agent-settings.ts';
import { invalid, toolNotFound } from './api-error.ts';
import { newId } from './ids.ts';

interface StoredTool {
  id: string;
  config: Record<string, unknown>;
}

const MOST_TOOLS = 1000;
const bodySchema = z.object({
  tool_config: z.looseObject({
    type: z.enum(['client', 'webhook', 'system', 'mcp']),
    name: z.string().min(1),
  }),
});

/** Tools that agents name in `prompt.tool_ids` (reference 6.1); only client tools are ever called here. */
export class Tools {
  readonly #tools = new Map<string, StoredTool>();

  all(): StoredTool[] {
    return [...this.#tools.values()];
  }

  create(body: unknown): StoredTool {
    if (this.#tools.size >= MOST_TOOLS) throw invalid(['body'], `There are ${MOST_TOOLS} tools already`);
    const tool = { id: newId('tool'), config: parse(body) };
    this.#tools.set(tool.id, tool);
    return tool;
  }

  find(id: string): StoredTool {
    const tool = this.#tools.get(id);
    if (!tool) throw toolNotFound();
    return tool;
  }

  change(id: string, body: unknown): StoredTool {
    const tool = this.find(id);
    tool.config = parse(body);
    return tool;
  }

  delete(id: string): void {
    this.#tools.delete(this.find(id).id);
  }

  /** An agent's client tools: those it carries itself, then those it names. */
  clientToolsOf(config: AgentConfig): ClientTool[] {
    const named = config.conversation_config.agent.prompt.tool_ids.flatMap((id) => {
      const parsed = clientToolSchema.safeParse(this.#tools.get(id)?.config);
      return parsed.success ? [parsed.data] : [];
    });
    return [...clientToolsOf(config), ...named];
  }
}

function parse(body: unknown): Record<string, unknown> {
  const parsed = bodySchema.safeParse(body);
  if (parsed.success) {
    const config = parsed.data.tool_config;
    const client = config.type === 'client' ? clientToolSchema.safeParse(config) : undefined;
    if (client?.success !== false) return client?.data ?? config;
    throw invalid(['body', 'tool_config'], client.error.issues[0]?.message ?? 'not a client tool');
  }
  const issue = parsed.error.issues[0];
  throw invalid(['body', ...(issue?.path ?? []).map(String)], issue?.message ?? 'not a tool');
}
