import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { agentRoutes } from './agent-routes.ts';
import { ApiError, agentNotFound, invalid, pathNotFound, unauthorized } from './api-error.ts';
import { conversationRoutes } from './conversation-routes.ts';
import { queryValue, queryValues } from './query.ts';
import { restFaults } from './rest-faults.ts';
import type { Studio } from './studio.ts';
import { toolRoutes } from './tool-routes.ts';
import { settingsRoutes, webhookRoutes } from './webhook-routes.ts';

/** `/v1/…` */
export function elevenLabsRoutes(studio: Studio): Router {
  const router = Router();
  router.use((request, _response, next) => {
    if (!studio.isKey(request.get('xi-api-key'))) throw unauthorized();
    next();
  });
  router.use(restFaults(studio.faults, studio.conversations));
  router.use(express.json({ limit: '1mb' }));
  const sign = (request: Request, response: Response) => {
    const agentId = queryValue(request, 'agent_id');
    if (!agentId) throw invalid(['query', 'agent_id'], 'Field required', 'missing');
    if (!studio.agents.find(agentId)) throw agentNotFound();
    const single = queryValue(request, 'include_conversation_id') === 'true';
    const { url, conversationId } = studio.signedUrls.sign(socketOrigin(request), agentId, single);
    response.json({ signed_url: url, ...(conversationId ? { conversation_id: conversationId } : {}) });
  };
  router.get('/convai/conversation/get-signed-url', sign);
  router.get('/convai/conversation/get_signed_url', sign);
  router.get('/convai/analytics/live-count', (request, response) => {
    response.json({ count: studio.conversations.live(agentIds(request)) });
  });
  router.get('/user/subscription', (_request, response) => {
    response.json(SUBSCRIPTION);
  });
  router.use('/convai/agents', agentRoutes(studio));
  router.use('/convai/conversations', conversationRoutes(studio));
  router.use('/convai/tools', toolRoutes(studio.tools));
  router.use('/convai/settings', settingsRoutes(studio.webhooks));
  router.use('/workspace/webhooks', webhookRoutes(studio.webhooks));
  router.use(() => {
    throw pathNotFound();
  });
  router.use(answerError);
  return router;
}

function agentIds(request: Request): string[] {
  return [...queryValues(request, 'agent_id'), ...queryValues(request, 'agent_ids')];
}

/** The socket is where the request came to: behind a name or a port of its own, the client knows that best. */
function socketOrigin(request: Request): string {
  return `${request.secure ? 'wss' : 'ws'}://${request.get('host')}`;
}

const SUBSCRIPTION = {
  tier: 'sandbox',
  character_count: 0,
  character_limit: 1_000_000,
  can_extend_character_limit: false,
  allowed_to_extend_character_limit: false,
  voice_slots_used: 0,
  professional_voice_slots_used: 0,
  professional_voice_slots_used_in_workspace: 0,
  max_credit_limit_extension: 0,
  current_overage: { amount: '0', currency: 'usd' },
  open_invoices: [],
  has_open_invoices: false,
  voice_limit: 10,
  voice_add_edit_counter: 0,
  professional_voice_limit: 1,
  can_extend_voice_limit: false,
  can_use_instant_voice_cloning: false,
  can_use_professional_voice_cloning: false,
  currency: 'usd',
  status: 'active',
  next_character_count_reset_unix: 0,
};

function answerError(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) {
    next(error);
    return;
  }
  const known = error instanceof ApiError ? error : invalid(['body'], 'The request cannot be read');
  response.status(known.status).json({ detail: known.detail });
}
