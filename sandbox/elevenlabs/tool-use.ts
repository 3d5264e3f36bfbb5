import type { Timers } from '../timers.ts';
import { type ClientTool, type HangUpTool, hasSystemTool } from './agent-settings.ts';
import { ClientTools } from './client-tools.ts';
import type { Conversation, ToolUsed } from './conversations.ts';
import { newId } from './ids.ts';
import { momentAskedFor } from './moment-asked-for.ts';
import type { Reply } from './replies.ts';
import type { Wire } from './wire.ts';

type Parameters = Record<string, string | number>;

/** What a client tool is for, by its name, as a model would read its description: any other is called before a booking. */
function purposeOf({ name }: ClientTool): NonNullable<Reply['calls']> {
  if (/^do_not_call/.test(name)) return 'opt-out';
  return /^call_?back/.test(name) ? 'call-back' : 'booking';
}

function parametersFor(purpose: Reply['calls'], said: string): Parameters {
  if (purpose === 'opt-out') return { reason: said };
  return purpose === 'call-back' ? momentAskedFor(said, Date.now()) : {};
}

/** An agent's tools in one conversation: called, told of as far as the agent lists it, and kept in the transcript. */
export class ToolUse {
  readonly #conversation: Conversation;
  readonly #wire: Wire;
  readonly #tools: readonly ClientTool[];
  readonly #waiting: ClientTools;

  constructor(conversation: Conversation, wire: Wire, tools: readonly ClientTool[], timers: Timers) {
    this.#conversation = conversation;
    this.#wire = wire;
    this.#tools = tools;
    this.#waiting = new ClientTools(timers);
  }

  answer(id: string, result: string, isError: boolean): void {
    this.#waiting.answer(id, result, isError);
  }

  /** Resolves when all client tools of a reply have answered or timed out. */
  async callFor(purpose: Reply['calls'], said: string, eventId: number): Promise<void> {
    if (!this.#wire.wants('client_tool_call')) return;
    for (const tool of this.#tools.filter((one) => purposeOf(one) === purpose)) {
      await this.#call(tool, parametersFor(purpose, said), eventId);
    }
  }

  /** The system tool that hangs up; false when the agent does not have it. */
  hangUp(name: HangUpTool, eventId: number): boolean {
    if (!hasSystemTool(this.#conversation.config, name)) return false;
    this.#finish(eventId, {
      id: newId('toolcall'),
      name,
      type: 'system',
      parameters: '{"reason":"done"}',
      result: '{"status":"success"}',
    });
    return true;
  }

  async #call(tool: ClientTool, parameters: Parameters, eventId: number): Promise<void> {
    const { name, expects_response } = tool;
    const calledAt = Date.now();
    let id = '';
    const answered = await this.#waiting.call(tool, (given) => {
      id = given;
      const request = { tool_name: name, tool_call_id: id, event_id: eventId };
      this.#wire.emit('agent_tool_request', { agent_tool_request: { ...request, tool_type: 'client' } });
      this.#wire.emit('client_tool_call', {
        client_tool_call: { ...request, parameters, expects_response },
      });
    });
    this.#finish(eventId, {
      id,
      name,
      type: 'client',
      parameters: JSON.stringify(parameters),
      latencyMs: Date.now() - calledAt,
      ...answered,
    });
  }

  #finish(eventId: number, tool: ToolUsed): void {
    const { turns, startedAt } = this.#conversation;
    turns.push({ role: 'agent', message: null, atMs: Date.now() - startedAt, tool });
    this.#wire.emit('agent_tool_response', {
      agent_tool_response: {
        tool_name: tool.name,
        tool_call_id: tool.id,
        tool_type: tool.type,
        is_error: tool.isError ?? false,
        is_called: true,
        event_id: eventId,
      },
    });
  }
}
