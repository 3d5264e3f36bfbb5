import { type Request, Router } from 'express';
import { z } from 'zod';
import { audioNotFound, conversationNotFound, invalid } from './api-error.ts';
import { filterOf } from './conversation-filter.ts';
import { conversationResource, conversationSummary } from './conversation-resource.ts';
import { type Conversation, isOver, isShown } from './conversations.ts';
import { judge } from './judgement.ts';
import { cursorPage, queryValue } from './query.ts';
import type { Studio } from './studio.ts';

const feedbackSchema = z.looseObject({ feedback: z.enum(['like', 'dislike']).nullish() });

/** `/v1/convai/conversations` (reference 3.1, 3.3 and 3.7). */
export function conversationRoutes({ conversations, shelf }: Studio): Router {
  const router = Router();
  const conversationOf = (request: Request): Conversation => {
    const conversation = conversations.findShown(String(request.params.id));
    if (!conversation) throw conversationNotFound();
    return conversation;
  };

  router.get('/', (request, response) => {
    const wanted = conversations.newestFirst().filter(isShown).filter(filterOf(request));
    if (queryValue(request, 'sort_direction') === 'asc') wanted.reverse();
    const { items, ...page } = cursorPage(request, wanted, (conversation) => conversation.id);
    const withSummary = queryValue(request, 'summary_mode') === 'include';
    response.json({ conversations: items.map((one) => conversationSummary(one, withSummary)), ...page });
  });
  router.get('/:id', (request, response) => {
    response.json(conversationResource(conversationOf(request)));
  });
  router.get('/:id/audio', (request, response) => {
    const wav = shelf.find(conversationOf(request).id);
    if (!wav) throw audioNotFound();
    response.type('audio/wav').send(wav);
  });
  router.post('/:id/feedback', (request, response) => {
    const { feedback } = conversationOf(request);
    const parsed = feedbackSchema.safeParse(request.body);
    if (!parsed.success) throw invalid(['body', 'feedback'], "Must be 'like' or 'dislike'");
    if (parsed.data.feedback) feedback[`${parsed.data.feedback}s`]++;
    response.json({});
  });
  router.post('/:id/analysis/run', (request, response) => {
    const conversation = conversationOf(request);
    if (isOver(conversation)) conversation.analysis = judge(conversation);
    response.json(conversationResource(conversation));
  });
  router.delete('/:id', (request, response) => {
    const { id } = conversationOf(request);
    conversations.delete(id);
    shelf.delete(id);
    response.status(200).json({});
  });
  return router;
}
