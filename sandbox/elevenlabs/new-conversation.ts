import type { Referee } from '../referee.ts';
import type { Agent } from './agents.ts';
import type { Initiation } from './client-messages.ts';
import type { Conversation } from './conversations.ts';
import { LEFT_OPEN } from './replies.ts';

export function newConversation(
  { id: agentId, config }: Agent,
  id: string,
  authorization: Conversation['authorization'],
  referee: Referee,
): Conversation {
  return {
    id,
    agentId,
    agentName: config.name ?? 'Unnamed agent',
    config,
    userId: null,
    faultKey: id,
    status: 'initiated',
    showing: { hiddenUntil: 0, initiatedUntil: 0, stuckInitiated: false },
    authorization,
    startedAt: Date.now(),
    isBurst: false,
    turns: [],
    contexts: [],
    feedback: { likes: 0, dislikes: 0 },
    variables: {},
    override: {},
    source: 'unknown',
    language: config.conversation_config.agent.language,
    terminationReason: '',
    verdict: LEFT_OPEN,
    analysis: null,
    hasAudio: false,
    deliveries: [],
    notes: referee.conversed({ id, agentId }),
  };
}

/** What the client said of itself. */
export function introduce(conversation: Conversation, initiation: Initiation): void {
  conversation.userId = initiation.user_id ?? null;
  conversation.notes.userId = conversation.userId;
  conversation.source = initiation.source_info?.source ?? 'unknown';
  conversation.override = initiation.conversation_config_override ?? {};
  conversation.variables = { ...initiation.dynamic_variables, system__agent_id: conversation.agentId };
}
