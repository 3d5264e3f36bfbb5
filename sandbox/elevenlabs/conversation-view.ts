import { type Conversation, visibleStatus } from './conversations.ts';

/** What was really seen of a conversation, whatever the vendor's API would show of it: for assertions. */
export function conversationView(conversation: Conversation) {
  const { id, userId, faultKey, status, terminationReason, startedAt, turns, notes } = conversation;
  return {
    conversationId: id,
    userId,
    faultKey,
    status,
    shownStatus: visibleStatus(conversation),
    isBurst: conversation.isBurst,
    queueWaitMs: conversation.queueWaitMs ?? null,
    closeCode: notes.closeCode ?? null,
    terminationReason,
    variables: conversation.variables,
    override: conversation.override,
    turns: turns.map(({ role, message, atMs, source, interrupted, tool }) => ({
      role,
      at: startedAt + atMs,
      message,
      source: source ?? 'audio',
      interrupted: interrupted ?? false,
      tool: tool?.name ?? null,
      toolFailed: tool?.isError ?? false,
    })),
    contextualUpdates: conversation.contexts,
    deliveries: conversation.deliveries,
  };
}
