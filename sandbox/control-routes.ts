import { Router } from 'express';
import type { Context } from './context.ts';
import type { Studio } from './elevenlabs/studio.ts';
import { twilioControlRoutes } from './twilio/control-routes.ts';
import type { Exchange } from './twilio/exchange.ts';

/** `/sandbox`: what was seen here, and the way to begin anew or to have things go wrong. */
export function controlRoutes(context: Context, exchange: Exchange, studio: Studio): Router {
  const { referee, faults, options } = context;
  const router = Router();
  router.get('/referee', (_request, response) => {
    response.json(referee.report());
  });
  router.get('/health', (_request, response) => {
    response.json({ callsUp: referee.callsUp, held: exchange.holds.held, seed: options.seed });
  });
  router.post('/reset', (_request, response) => {
    referee.reset();
    faults.reset();
    exchange.reset();
    studio.reset();
    response.status(204).end();
  });
  router.use(twilioControlRoutes(context, exchange));
  return router;
}
