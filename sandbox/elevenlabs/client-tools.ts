import type { Timers } from '../timers.ts';
import type { ClientTool } from './agent-settings.ts';
import { newId } from './ids.ts';

export interface ToolResult {
  result: string;
  isError: boolean;
}

const NOT_AWAITED: ToolResult = { result: '', isError: false };
const TIMED_OUT: ToolResult = { result: 'Tool timed out', isError: true };

/** Client tools that are waiting for `client_tool_result` (reference 2.9). */
export class ClientTools {
  readonly #timers: Timers;
  readonly #waiting = new Map<string, (result: ToolResult) => void>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Calls one; resolves to its result, at once when none is expected, and to a fault when it takes too long. */
  call(tool: ClientTool, send: (id: string) => void): Promise<ToolResult> {
    const id = newId('toolcall');
    send(id);
    if (!tool.expects_response) return Promise.resolve(NOT_AWAITED);
    return new Promise((resolve) => {
      let cancel = () => {};
      const settle = (result: ToolResult) => {
        cancel();
        this.#waiting.delete(id);
        resolve(result);
      };
      const { response_timeout_secs: seconds } = tool;
      if (seconds !== -1) cancel = this.#timers.after(seconds * 1000, () => settle(TIMED_OUT));
      this.#waiting.set(id, settle);
    });
  }

  /** A result; one for an unknown call is ignored. */
  answer(id: string, result: string, isError: boolean): void {
    this.#waiting.get(id)?.({ result, isError });
  }
}
