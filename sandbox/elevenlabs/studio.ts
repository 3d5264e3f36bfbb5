import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { WebSocket } from 'ws';
import type { Context } from '../context.ts';
import { createRandom } from '../random.ts';
import { AgentSession } from './agent-session.ts';
import { type Agent, Agents } from './agents.ts';
import { type Conversation, Conversations } from './conversations.ts';
import { newId } from './ids.ts';
import { newConversation } from './new-conversation.ts';
import { Places } from './places.ts';
import { finish } from './post-call.ts';
import { PostOffice } from './post-office.ts';
import { SignedUrls } from './signed-urls.ts';
import { planSocket, type SocketPlan } from './socket-plan.ts';
import { StandingFaults } from './standing-faults.ts';
import { Tools } from './tools.ts';
import { VoiceShelf } from './voice-shelf.ts';
import { Webhooks } from './webhooks.ts';

export const SOCKET_PATH = '/v1/convai/conversation';
const MOST_USERS = 50_000;

/** Who may converse with whom; made before the upgrade is answered. */
export interface Admission {
  agent: Agent;
  conversationId: string;
  authorization: Conversation['authorization'];
}

/** The ElevenLabs half: its agents, its conversations, and the sessions that are up. */
export class Studio {
  readonly agents: Agents;
  readonly tools = new Tools();
  readonly conversations = new Conversations();
  readonly signedUrls = new SignedUrls();
  readonly shelf = new VoiceShelf();
  readonly faults: StandingFaults;
  readonly webhooks: Webhooks;
  readonly #postOffice: PostOffice;
  readonly #context: Context;
  readonly #sessions = new Set<AgentSession>();
  readonly #places = new Places(() => this.faults.set.limits?.concurrency);
  readonly #conversationsOf = new LRUCache<string, number>({ max: MOST_USERS });
  /** Conversations since the start; seeds the next. */
  #begun = 0;
  #upgrades = 0;

  constructor(context: Context) {
    const { agentId, seed, postCallUrl, webhookSecret } = context.options;
    this.#context = context;
    this.agents = new Agents(agentId);
    this.faults = new StandingFaults(seed);
    this.webhooks = new Webhooks(postCallUrl, webhookSecret);
    this.#postOffice = new PostOffice(context, this.faults, this.webhooks, this.shelf);
  }

  isKey(given: string | undefined): boolean {
    const expected = Buffer.from(this.#context.options.apiKey);
    const key = Buffer.from(given ?? '');
    return key.length === expected.length && timingSafeEqual(key, expected);
  }

  /** Who asks for a socket, or the HTTP status with which the upgrade is refused (reference 1.1 and 2.2). */
  admit(request: IncomingMessage): Admission | number {
    const { refuseUpgrade } = this.faults.set.socket ?? {};
    // Nothing in an upgrade says whose call it is, so this one fault goes by the order of arrival.
    if (this.faults.strikes('socket.refuseUpgrade', String(++this.#upgrades), refuseUpgrade)) return 503;
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
    const conversation = newConversation(agent, conversationId, authorization, this.#context.referee);
    this.conversations.add(conversation);
    agent.lastCallAt = conversation.startedAt;
    const session = new AgentSession({
      socket,
      agent,
      conversation,
      tools: this.tools.clientToolsOf(agent.config),
      random,
      places: this.#places,
      plan: (one) => this.#plan(one),
      queueTimeoutCode: () => this.faults.set.socket?.queueTimeoutCode ?? 4300,
      onEnd: (recording) => {
        this.#sessions.delete(session);
        const { faults, shelf } = this;
        finish(
          this.#context,
          { faults, shelf, postOffice: this.#postOffice },
          conversation,
          random,
          recording,
        );
      },
    });
    this.#sessions.add(session);
  }

  reset(): void {
    this.conversations.reset();
    this.#conversationsOf.clear();
    this.shelf.clear();
    this.faults.reset();
  }

  close(): void {
    for (const session of this.#sessions) session.close();
  }

  /** The standing faults meet a conversation when it is known whose it is: the nth of its user. */
  #plan(conversation: Conversation): SocketPlan {
    const { faults } = this;
    conversation.faultKey = this.#faultKeyOf(conversation);
    const { faultKey: key, startedAt } = conversation;
    const { hiddenMs, initiatedMs, stuckInitiated } = faults.set.status ?? {};
    conversation.showing = {
      hiddenUntil: hiddenMs ? startedAt + faults.drawn('status.hidden', key, hiddenMs) : 0,
      initiatedUntil: initiatedMs ? startedAt + faults.drawn('status.initiated', key, initiatedMs) : 0,
      stuckInitiated: faults.strikes('status.stuckInitiated', key, stuckInitiated),
    };
    return planSocket(faults, key);
  }

  #faultKeyOf({ id, userId }: Conversation): string {
    if (userId === null) return id;
    const nth = (this.#conversationsOf.get(userId) ?? 0) + 1;
    this.#conversationsOf.set(userId, nth);
    return nth === 1 ? userId : `${userId}#${nth}`;
  }

  #admitSigned(signature: string, agentId: string | null, conversationId: string | null): Admission | number {
    const signed = this.signedUrls.open(signature, agentId, conversationId);
    const agent = signed && this.agents.find(signed.agentId);
    if (!agent) return 403;
    return { agent, conversationId: signed.conversationId ?? newId('conv'), authorization: 'signed_url' };
  }
}
