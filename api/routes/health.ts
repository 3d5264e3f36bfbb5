import { Router } from 'express';
import mongoose from 'mongoose';
import type { Readiness } from '../../contracts/http/health.ts';
import { ApiError } from '../api-error.ts';
import { askTemporal } from '../ask-temporal.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData, sendError } from '../envelope.ts';
import { within } from '../within.ts';

const ANSWER_WITHIN_MS = 2000;

/** Whether the process lives, and whether it can reach what it needs. Open to everybody, and says no more. */
export function healthRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => sendData(res, { alive: true }));
  router.get('/readyz', async (_req, res) => {
    const readiness = await readinessOf(deps);
    if (readiness.ready) return sendData(res, readiness);
    sendError(res, new ApiError('unavailable', `Cannot reach ${readiness.down.join(' and ')}.`), readiness);
  });
  return router;
}

async function readinessOf({ temporal }: ApiDeps): Promise<Readiness> {
  const checks = {
    temporal: askTemporal(temporal, ANSWER_WITHIN_MS, () => temporal.workflowService.getSystemInfo({})),
    mongodb: within(ANSWER_WITHIN_MS, 'mongodb', pingMongo()),
  };
  const results = await Promise.allSettled(Object.values(checks));
  const down = Object.keys(checks).filter((_, index) => results[index]?.status === 'rejected');
  return { ready: down.length === 0, down };
}

async function pingMongo(): Promise<void> {
  const { db, readyState } = mongoose.connection;
  if (!db || readyState !== mongoose.ConnectionStates.connected) throw new Error('not connected');
  await db.admin().ping();
}
