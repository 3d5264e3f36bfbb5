import type { CallReporter } from './call-reporter.ts';
import { readToolCall, type ToolCall, type Wish } from './client-tools.ts';

/** What the agent's tool is answered. */
export interface ToolAnswer {
  result: string;
  isError: boolean;
}

/**
 * What a person wishes in one stream: not to be called again, which they say to the agent or by a key, or to be called
 * at another time. The call's workflow is told, and acts on it.
 */
export class Wishes {
  readonly #callId: string;
  readonly #reporter: Pick<CallReporter, 'report'>;
  #optOutKey: string | undefined;
  #hasOptedOut = false;

  constructor(callId: string, { reporter }: { reporter: Pick<CallReporter, 'report'> }) {
    this.#callId = callId;
    this.#reporter = reporter;
  }

  /** From now on this key means that the person does not want to be called again; none does when left out. */
  watch(optOutKey: string | undefined): void {
    this.#optOutKey = optOutKey;
  }

  pressed(key: string): void {
    if (key === this.#optOutKey) this.#tell({ kind: 'opted_out', by: 'key', at: Date.now() });
  }

  /** Answered at once: the agent is mute until then, and the report is not lost where Temporal is away. */
  toolCalled(call: ToolCall): ToolAnswer {
    const { result, wish } = readToolCall(call, Date.now());
    if (wish) this.#tell(wish);
    return { result, isError: wish === undefined };
  }

  #tell(wish: Wish): void {
    if (wish.kind === 'opted_out') {
      if (this.#hasOptedOut) return;
      this.#hasOptedOut = true;
    }
    void this.#reporter.report(this.#callId, wish);
  }
}
