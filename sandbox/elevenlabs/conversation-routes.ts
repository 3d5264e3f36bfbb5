import { type Request, Router } from 'express';
import { conversationNotFound } from './api-error.ts';
import { conversationResource, conversationSummary } from './conversation-resource.ts';
import type { Conversation } from './conversations.ts';
import { cursorPage, queryInteger, queryValue, queryValues } from './query.ts';
import type { Studio } from './studio.ts';

/** `/v1/convai/conversations` (reference 3.1 and 3.3). */
export function conversationRoutes({ conversations }: Studio): Router {
  const router = Router();
  const conversationOf = (request: Request): Conversation => {
    const conversation = conversations.find(String(request.params.id));
    if (!conversation) throw conversationNotFound();
    return conversation;
  };

  router.get('/', (request, response) => {
    const wanted = conversations.newestFirst().filter(filterOf(request));
    if (queryValue(request, 'sort_direction') === 'asc') wanted.reverse();
    const { items, ...page } = cursorPage(request, wanted, (conversation) => conversation.id);
    const withSummary = queryValue(request, 'summary_mode') === 'include';
    response.json({ conversations: items.map((one) => conversationSummary(one, withSummary)), ...page });
  });
  router.get('/:id', (request, response) => {
    response.json(conversationResource(conversationOf(request)));
  });
  router.get('/:id/audio', (request) => {
    // Nothing is kept of the sound here (`has_audio` says so): the telephone's recording has both sides.
    conversationOf(request);
    throw conversationNotFound();
  });
  router.delete('/:id', (request, response) => {
    conversations.delete(conversationOf(request).id);
    response.status(200).json({});
  });
  return router;
}

/** There is no filter for a number, a CallSid or a wanted status: that is how it is. */
function filterOf(request: Request): (conversation: Conversation) => boolean {
  const agentId = queryValue(request, 'agent_id');
  const userId = queryValue(request, 'user_id');
  const after = queryInteger(request, 'call_start_after_unix');
  const before = queryInteger(request, 'call_start_before_unix');
  const successful = queryValue(request, 'call_successful');
  const excluded = queryValues(request, 'exclude_statuses');
  const variables = queryValues(request, 'dynamic_variable_params').map((text) => text.split(':'));
  return (one) => {
    const start = Math.floor(one.startedAt / 1000);
    return (
      (agentId === undefined || one.agentId === agentId) &&
      (userId === undefined || one.userId === userId) &&
      (after === undefined || start >= after) &&
      (before === undefined || start <= before) &&
      (successful === undefined || one.verdict.successful === successful) &&
      !excluded.includes(one.status) &&
      variables.every(([name = '', operator, ...value]) => {
        const same = String(one.variables[name]) === value.join(':');
        return operator === 'neq' ? !same : same;
      })
    );
  };
}
