import express, { Router } from 'express';
import { z } from 'zod';
import type { Context } from './context.ts';
import type { Studio } from './elevenlabs/studio.ts';
import { ApiError } from './twilio/api-error.ts';
import type { Exchange } from './twilio/exchange.ts';

const FAULTS = {
  401: new ApiError(401, 20003, 'Authenticate'),
  429: new ApiError(429, 20429, 'Too Many Requests'),
  500: new ApiError(500, 20500, 'Internal Server Error'),
  503: new ApiError(503, 20503, 'Service Unavailable'),
} as const;

const faultsSchema = z.object({
  status: z.union([z.literal(401), z.literal(429), z.literal(500), z.literal(503)]),
  count: z.number().int().min(1).max(10_000).default(1),
});

/** `/sandbox`: what was seen here, and the way to begin anew or to have requests fail. */
export function controlRoutes({ referee, options }: Context, exchange: Exchange, studio: Studio): Router {
  const router = Router();
  router.get('/referee', (_request, response) => {
    response.json(referee.report());
  });
  router.get('/health', (_request, response) => {
    response.json({ callsUp: referee.callsUp, seed: options.seed });
  });
  router.post('/reset', (_request, response) => {
    referee.reset();
    exchange.reset();
    studio.reset();
    response.status(204).end();
  });
  router.post('/faults', express.json({ limit: '4kb' }), (request, response) => {
    const parsed = faultsSchema.safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ error: 'Send { "status": 401 | 429 | 500 | 503, "count": 1 to 10000 }' });
      return;
    }
    exchange.failNext(parsed.data.count, FAULTS[parsed.data.status]);
    response.status(204).end();
  });
  return router;
}
