import type { Timers } from '../timers.ts';
import type { ClientTool } from './agent-settings.ts';
import { newId } from './ids.ts';

export interface ToolCall {
  id: string;
  tool: ClientTool;
}

/** Client tools that are waiting for `client_tool_result` (reference 2.9). */
export class ClientTools {
  readonly #timers: Timers;
  readonly #waiting = new Map<string, (result: string) => void>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Calls one; resolves to its result, at once when none is expected, and to a fault when it takes too long. */
  call(tool: ClientTool, send: (call: ToolCall) => void): Promise<string> {
    const id = newId('toolcall');
    send({ id, tool });
    if (!tool.expects_response) return Promise.resolve('');
    return new Promise((resolve) => {
      const settle = (result: string) => {
        cancel();
        this.#waiting.delete(id);
        resolve(result);
      };
      const cancel = this.#timers.after(tool.response_timeout_secs * 1000, () => settle('Tool timed out'));
      this.#waiting.set(id, settle);
    });
  }

  /** A result; one for an unknown call is ignored. */
  answer(id: string, result: string): void {
    this.#waiting.get(id)?.(result);
  }
}
