import type { ConversationNotes } from '../referee.ts';
import type { Verdict } from './replies.ts';

export interface Turn {
  role: 'user' | 'agent';
  message: string | null;
  atMs: number;
  interrupted?: boolean;
  /** What was planned, where less was heard. */
  original?: string;
  /** A tool that was called instead of speech. */
  tool?: { id: string; name: string; type: 'system' | 'client'; parameters: string; result: string };
}

export interface Conversation {
  id: string;
  agentId: string;
  agentName: string;
  userId: string | null;
  status: 'initiated' | 'in-progress' | 'processing' | 'done' | 'failed';
  authorization: 'public' | 'authorization_header' | 'signed_url';
  startedAt: number;
  endedAt?: number;
  turns: Turn[];
  variables: Record<string, string | number | boolean>;
  override: Record<string, unknown>;
  source: string;
  language: string;
  criteria: string[];
  terminationReason: string;
  error?: { code: number; reason: string };
  verdict: Verdict;
  notes: ConversationNotes;
}

const KEPT = 20_000;

/** All conversations, oldest first; beyond a limit the oldest are forgotten. */
export class Conversations {
  readonly #conversations = new Map<string, Conversation>();

  add(conversation: Conversation): void {
    this.#conversations.set(conversation.id, conversation);
    const [oldest] = this.#conversations.keys();
    if (this.#conversations.size > KEPT && oldest) this.#conversations.delete(oldest);
  }

  find(id: string): Conversation | undefined {
    return this.#conversations.get(id);
  }

  delete(id: string): boolean {
    return this.#conversations.delete(id);
  }

  newestFirst(): Conversation[] {
    return [...this.#conversations.values()].reverse();
  }

  live(agentId?: string): number {
    return this.newestFirst().filter(
      (one) => isLive(one) && (agentId === undefined || one.agentId === agentId),
    ).length;
  }

  reset(): void {
    for (const [id, one] of this.#conversations) if (!isLive(one)) this.#conversations.delete(id);
  }
}

function isLive({ status }: Conversation): boolean {
  return status === 'initiated' || status === 'in-progress';
}

export function secondsOf({ startedAt, endedAt }: Conversation): number {
  return Math.round(((endedAt ?? Date.now()) - startedAt) / 1000);
}
