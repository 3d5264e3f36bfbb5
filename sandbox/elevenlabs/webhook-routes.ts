import { Router } from 'express';
import { z } from 'zod';
import { invalid } from './api-error.ts';
import type { Webhook, Webhooks } from './webhooks.ts';

/** `/v1/workspace/webhooks` */
export function webhookRoutes(webhooks: Webhooks): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    response.json({ webhooks: webhooks.all().map((webhook) => webhookResource(webhook, webhooks)) });
  });
  router.post('/', (request, response) => {
    const { id, secret } = webhooks.create(request.body);
    response.json({ webhook_id: id, webhook_secret: secret });
  });
  router.patch('/:id', (request, response) => {
    webhooks.change(String(request.params.id), request.body);
    response.json({ status: 'ok' });
  });
  router.delete('/:id', (request, response) => {
    webhooks.delete(String(request.params.id));
    response.json({ status: 'ok' });
  });
  return router;
}

const settingsSchema = z.looseObject({ webhooks: z.unknown() });

/** `/v1/convai/settings`: of all of it, only the webhooks mean something here. */
export function settingsRoutes(webhooks: Webhooks): Router {
  const router = Router();
  const settings = () => ({
    conversation_initiation_client_data_webhook: null,
    webhooks: webhooks.assignment,
    can_use_mcp_servers: false,
    rag_retention_period_days: 10,
  });
  router.get('/', (_request, response) => {
    response.json(settings());
  });
  router.patch('/', (request, response) => {
    const parsed = settingsSchema.safeParse(request.body);
    if (!parsed.success) throw invalid(['body'], 'Send an object');
    if (parsed.data.webhooks != null) webhooks.assign(parsed.data.webhooks);
    response.json(settings());
  });
  return router;
}

/** Its secret is told once, when it is made. */
function webhookResource(webhook: Webhook, { assignment }: Webhooks) {
  return {
    name: webhook.name,
    webhook_id: webhook.id,
    webhook_url: webhook.url,
    is_disabled: webhook.isDisabled,
    is_auto_disabled: webhook.isAutoDisabled,
    created_at_unix: Math.floor(webhook.createdAt / 1000),
    auth_type: 'hmac',
    retry_enabled: webhook.retryEnabled,
    usage: assignment.post_call_webhook_id === webhook.id ? [{ usage_type: 'ConvAI Settings' }] : [],
    most_recent_failure_error_code: webhook.lastFailure?.code ?? null,
    most_recent_failure_timestamp: webhook.lastFailure ? Math.floor(webhook.lastFailure.at / 1000) : null,
  };
}
