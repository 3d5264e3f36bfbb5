import type { ConversationNotes } from '../referee.ts';
import type { AgentConfig } from './agent-settings.ts';
import type { Analysis } from './analysis.ts';
import type { Verdict } from './replies.ts';

export interface ToolUsed {
  id: string;
  name: string;
  type: 'system' | 'client';
  parameters: string;
  result: string;
  isError?: boolean;
  latencyMs?: number;
}

export interface Turn {
  role: 'user' | 'agent';
  message: string | null;
  atMs: number;
  source?: 'audio' | 'text';
  interrupted?: boolean;
  /** What was planned, where less was heard. */
  original?: string;
  /** A tool that was called instead of speech. */
  tool?: ToolUsed;
  /** A `contextual_update`; it is no turn of anybody. */
  context?: ContextNote;
}

export interface ContextNote {
  atMs: number;
  text: string;
  contextId: string | null;
}

/** One request to a webhook, true or false. */
export interface Delivery {
  type: string;
  kind: 'first' | 'double' | 'retry' | 'forged' | 'stale' | 'dropped';
  at: number;
  /** HTTP status, or what came instead of one. */
  result: number | string;
}

/** What the standing faults do to how a conversation is shown; epoch milliseconds. */
export interface Showing {
  hiddenUntil: number;
  initiatedUntil: number;
  stuckInitiated: boolean;
}

export interface Conversation {
  id: string;
  agentId: string;
  agentName: string;
  config: AgentConfig;
  userId: string | null;
  /** Decides which standing faults strike: the user id, and which conversation of that user it is. */
  faultKey: string;
  status: 'initiated' | 'in-progress' | 'processing' | 'done' | 'failed';
  showing: Showing;
  authorization: 'public' | 'authorization_header' | 'signed_url';
  startedAt: number;
  endedAt?: number;
  queueWaitMs?: number;
  isBurst: boolean;
  turns: Turn[];
  contexts: ContextNote[];
  feedback: { likes: number; dislikes: number };
  variables: Record<string, string | number | boolean>;
  override: Record<string, unknown>;
  source: string;
  language: string;
  terminationReason: string;
  error?: { code: number; reason: string };
  verdict: Verdict;
  /** Null before the end, and where the analysis failed. */
  analysis: Analysis | null;
  hasAudio: boolean;
  deliveries: Delivery[];
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

  /** What the API knows of it: a conversation may be hidden in its first moments (reference 3.6). */
  findShown(id: string): Conversation | undefined {
    const conversation = this.find(id);
    return conversation && isShown(conversation) ? conversation : undefined;
  }

  delete(id: string): boolean {
    return this.#conversations.delete(id);
  }

  newestFirst(): Conversation[] {
    return [...this.#conversations.values()].reverse();
  }

  /** @param agentIds all agents when empty */
  live(agentIds: readonly string[]): number {
    return this.newestFirst().filter(
      (one) => isLive(one) && (agentIds.length === 0 || agentIds.includes(one.agentId)),
    ).length;
  }

  reset(): void {
    for (const [id, one] of this.#conversations) if (!isLive(one)) this.#conversations.delete(id);
  }
}

function isLive({ status }: Conversation): boolean {
  return status === 'initiated' || status === 'in-progress';
}

export function isShown({ showing }: Conversation): boolean {
  return Date.now() >= showing.hiddenUntil;
}

/** The status that the API tells, which may lag behind. */
export function visibleStatus({ status, showing }: Conversation): Conversation['status'] {
  if (showing.stuckInitiated) return 'initiated';
  return status === 'in-progress' && Date.now() < showing.initiatedUntil ? 'initiated' : status;
}

export function isOver(conversation: Conversation): boolean {
  const status = visibleStatus(conversation);
  return status === 'done' || status === 'failed';
}

/** Time in the queue is no part of it. */
export function secondsOf({ startedAt, endedAt, queueWaitMs = 0 }: Conversation): number {
  return Math.max(0, Math.round(((endedAt ?? Date.now()) - startedAt - queueWaitMs) / 1000));
}
