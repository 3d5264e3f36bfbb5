import express, { type ErrorRequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ApiError, serverError, tooManyRequests, unavailable } from './api-error.ts';
import type { Exchange } from './exchange.ts';
import { InboundDesk, inboundCallSchema, inboundSettingsSchema } from './inbound.ts';
import { faultSetSchema } from './standing-faults.ts';

const NEXT_FAULTS = {
  401: new ApiError(401, 20003, 'Authenticate'),
  429: tooManyRequests(),
  500: serverError(),
  503: unavailable(),
} as const;

const nextFaultsSchema = z.strictObject({
  status: z.union([z.literal(401), z.literal(429), z.literal(500), z.literal(503)]),
  count: z.int().min(1).max(10_000).default(1),
});
const json = express.json({ limit: '16kb' });
const holdsSchema = z.strictObject({ count: z.int().min(1).max(10_000) });
const insightsSchema = z.strictObject({ state: z.enum(['on', 'off']) });

/** `/sandbox`, as far as it is about telephony: faults, holds, calls that come in, Voice Insights on or off. */
export function twilioControlRoutes(context: Context, exchange: Exchange): Router {
  const router = Router();
  const desk = new InboundDesk(exchange, context.options.callerIds);

  router.post('/faults', json, (request, response) => {
    const asked = read(nextFaultsSchema, request.body, response);
    if (!asked) return;
    exchange.failNext(asked.count, NEXT_FAULTS[asked.status]);
    response.status(204).end();
  });
  router.put('/faults', json, (request, response) => {
    const set = read(faultSetSchema, request.body, response);
    if (!set) return;
    context.faults.replace(set);
    response.json(context.faults.show());
  });
  router.get('/faults', (_request, response) => {
    response.json(context.faults.show());
  });

  router.post('/holds', json, (request, response) => {
    const asked = read(holdsSchema, request.body, response);
    if (!asked) return;
    exchange.holds.holdNext(asked.count);
    response.status(204).end();
  });
  router.delete('/holds', (_request, response) => {
    exchange.holds.releaseAll();
    response.status(204).end();
  });

  router.put('/inbound', json, (request, response) => {
    const settings = read(inboundSettingsSchema, request.body, response);
    if (!settings) return;
    desk.settings = settings;
    response.status(204).end();
  });
  router.post('/inbound-calls', json, (request, response) => {
    const asked = read(inboundCallSchema, request.body, response);
    if (!asked) return;
    const taken = desk.take(asked);
    if (typeof taken === 'string') response.status(409).json({ error: taken });
    else response.status(201).json({ sid: taken.call.sid });
  });

  router.put('/insights', json, (request, response) => {
    const asked = read(insightsSchema, request.body, response);
    if (!asked) return;
    context.insights = asked.state;
    response.status(204).end();
  });
  router.use(answerUnreadable);
  return router;
}

const answerUnreadable: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) next(error);
  else response.status(400).json({ error: 'Send JSON of at most 16 kB' });
};

/** The body, or undefined when it was refused with what is wrong about it. */
function read<T extends z.ZodType>(schema: T, body: unknown, response: Response): z.infer<T> | undefined {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  response.status(400).json({ error: z.prettifyError(parsed.error) });
  return undefined;
}
