import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Context } from '../context.ts';
import { createRandom } from '../random.ts';
import { AgentSession } from './agent-session.ts';
import { type Agent, Agents } from './agents.ts';
import { type Conversation, Conversations } from './conversations.ts';
import { newId } from './ids.ts';
import { finish } from './post-call.ts';
import { LEFT_OPEN } from './replies.ts';
import { SignedUrls } from './signed-urls.ts';

export const SOCKET_PATH = '/v1/convai/conversation';

/** Who may converse with whom; made before the upgrade is answered. */
export interface Admission {
  agent: Agent;
  conversationId: string;
  authorization: Conversation['authorization'];
}

/** The ElevenLabs half: its agents, its conversations, and the sessions that are up. */
export class Studio {
  readonly agents: Agents;
  readonly conversations = new Conversations();
  readonly signedUrls = new SignedUrls();
  readonly #context: Context;
  readonly #sessions = new Set<AgentSession>();
  /** Conversations since the start; seeds the next. */
  #begun = 0;

  constructor(context: Context) {
    this.#context = context;
    this.agents = new Agents(context.options.agentId);
  }

  isKey(given: string | undefined): boolean {
    const expected = Buffer.from(this.#context.options.apiKey);
    const key = Buffer.from(given ?? '');
    return key.length === expected.length && timingSafeEqual(key, expected);
  }

  /** Who asks for a socket, or the HTTP status with which the upgrade is refused (reference 1.1 and 2.2). */
  admit(request: IncomingMessage): Admission | number {
    const { searchParams } = new URL(request.url ?? '/', 'http://sandbox');
    const agentId = searchParams.get('agent_id');
    const signature = searchParams.get('conversation_signature');
    if (signature !== null) return this.#admitSigned(signature, agentId, searchParams.get('conversation_id'));
    const agent = this.agents.find(agentId ?? '');
    if (!agent) return 404;
    const key = request.headers['xi-api-key'];
    const hasKey = typeof key === 'string' && this.isKey(key);
    if (agent.config.platform_settings.auth.enable_auth && !hasKey) return 403;
    return {
      agent,
      conversationId: newId('conv'),
      authorization: hasKey ? 'authorization_header' : 'public',
    };
  }

  converse(socket: WebSocket, { agent, conversationId, authorization }: Admission): void {
    const random = createRandom(this.#context.options.seed, 'conversation', ++this.#begun);
    const conversation = this.#newConversation(agent, conversationId, authorization);
    this.conversations.add(conversation);
    agent.lastCallAt = conversation.startedAt;
    const session = new AgentSession(socket, agent, conversation, random, () => {
      this.#sessions.delete(session);
      finish(this.#context, conversation, random);
    });
    this.#sessions.add(session);
  }

  reset(): void {
    this.conversations.reset();
  }

  close(): void {
    for (const session of this.#sessions) session.close();
  }

  #admitSigned(signature: string, agentId: string | null, conversationId: string | null): Admission | number {
    const signed = this.signedUrls.open(signature, agentId, conversationId);
    const agent = signed && this.agents.find(signed.agentId);
    if (!agent) return 403;
    return { agent, conversationId: signed.conversationId ?? newId('conv'), authorization: 'signed_url' };
  }

  #newConversation(
    { id: agentId, config }: Agent,
    id: string,
    authorization: Conversation['authorization'],
  ): Conversation {
    return {
      id,
      agentId,
      agentName: config.name ?? 'Unnamed agent',
      userId: null,
      status: 'initiated',
      authorization,
      startedAt: Date.now(),
      turns: [],
      variables: {},
      override: {},
      source: 'unknown',
      language: config.conversation_config.agent.language,
      criteria: criteriaOf(config.platform_settings.evaluation),
      terminationReason: '',
      verdict: LEFT_OPEN,
      notes: this.#context.referee.conversed({ id, agentId }),
    };
  }
}

/** Ids of an agent's evaluation criteria, wherever they are well formed. */
function criteriaOf(evaluation: unknown): string[] {
  if (typeof evaluation !== 'object' || evaluation === null || !('criteria' in evaluation)) return [];
  const { criteria } = evaluation;
  if (!Array.isArray(criteria)) return [];
  return criteria.flatMap((one: unknown) =>
    typeof one === 'object' && one !== null && 'id' in one && typeof one.id === 'string' ? [one.id] : [],
  );
}
