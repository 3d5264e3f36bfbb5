import express, { type ErrorRequestHandler, Router } from 'express';
import { conversationView } from './conversation-view.ts';
import { faultSetSchema } from './standing-faults.ts';
import type { Studio } from './studio.ts';

/**
 * `/sandbox/elevenlabs`: standing faults, and what was seen of a conversation that the vendor's own API does not tell.
 * No credentials are asked for: it is for tests, on loopback.
 */
export function elevenLabsControlRoutes({ faults, conversations }: Studio): Router {
  const router = Router();
  router.get('/faults', (_request, response) => {
    response.json(faults.report());
  });
  router.put('/faults', express.json({ limit: '16kb' }), (request, response) => {
    const parsed = faultSetSchema.safeParse(request.body);
    if (!parsed.success) {
      const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
      response.status(400).json({ error: 'The set of faults is not usable', wrong });
      return;
    }
    faults.replace(parsed.data);
    response.json(faults.report());
  });
  router.get('/conversations/:id', (request, response) => {
    const conversation = conversations.find(String(request.params.id));
    if (conversation) response.json(conversationView(conversation));
    else response.status(404).json({ error: 'There is no conversation with this id' });
  });
  router.use(answerUnreadable);
  return router;
}

const answerUnreadable: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) next(error);
  else response.status(400).json({ error: 'Send JSON of at most 16 kB' });
};
