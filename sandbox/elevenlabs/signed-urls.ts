import { LRUCache } from 'lru-cache';
import { newId } from './ids.ts';

/** A signed address opens a conversation for so long; what is open already goes on. */
const VALID_MS = 15 * 60_000;
const MOST_SIGNATURES = 50_000;

interface Signed {
  agentId: string;
  /** Fixed when it was asked for; the signature then opens one conversation only. */
  conversationId?: string;
}

export class SignedUrls {
  readonly #signatures = new LRUCache<string, Signed>({ max: MOST_SIGNATURES, ttl: VALID_MS });

  /** @param origin where the socket is, such as `ws://127.0.0.1:8002` */
  sign(origin: string, agentId: string, withConversationId: boolean) {
    const signature = newId('cvtkn');
    const conversationId = withConversationId ? newId('conv') : undefined;
    this.#signatures.set(signature, { agentId, conversationId });
    const url = new URL('/v1/convai/conversation', origin);
    url.searchParams.set('agent_id', agentId);
    if (conversationId) url.searchParams.set('conversation_id', conversationId);
    url.searchParams.set('conversation_signature', signature);
    return { url: url.toString(), conversationId };
  }

  /** What a signature opens, or undefined when it is unknown, expired, used up, or for another agent. */
  open(signature: string, agentId: string | null, conversationId: string | null): Signed | undefined {
    const signed = this.#signatures.get(signature);
    if (!signed || (agentId !== null && agentId !== signed.agentId)) return undefined;
    if (signed.conversationId === undefined) return signed;
    if (conversationId !== signed.conversationId) return undefined;
    this.#signatures.delete(signature);
    return signed;
  }
}
