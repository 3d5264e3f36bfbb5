import { setTimeout as delay } from 'node:timers/promises';
import mongoose from 'mongoose';
import { type Env, parseEnv } from '../platform/env.ts';
import { createLog, type Logger } from '../platform/log.ts';
import { connectMongo, ensureIndexes } from '../platform/mongo.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { ensureFirstAdministrator } from './auth/first-administrator.ts';
import { connectTemporalLazily } from './connect-temporal.ts';
import { createDeps } from './deps.ts';
import { withoutData } from './middleware/error-handler.ts';
import { startServer } from './server.ts';

const RETRY_MS = 1000;

/**
 * The API process. It listens at once and says on `/readyz` what it cannot reach yet, so that it can be started
 * before Temporal and the database.
 */
async function main(): Promise<void> {
  const env = parseEnv(process.env);
  const log = createLog('api', env.LOG_LEVEL);
  const temporal = connectTemporalLazily(env);
  const server = await startServer(createDeps({ env, log, temporal }), env.API_PORT, env.LISTEN_HOST);
  log.info({ port: server.port }, 'listening');

  const stopping = new AbortController();
  onShutdown(log, async () => {
    stopping.abort();
    await server.close();
    await Promise.all([mongoose.disconnect(), temporal.connection.close()]);
  });
  await prepareDatabase(env, log, stopping.signal);
}

/** Connects, makes indexes and the first administrator; tries again until it has worked. */
async function prepareDatabase(env: Env, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await connectMongo(env.MONGODB_URI);
      await ensureIndexes();
      await ensureFirstAdministrator(env, log);
      log.info('database ready');
      return;
    } catch (error) {
      log.warn({ error: withoutData(error) }, 'database not ready; trying again');
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

try {
  await main();
} catch (error) {
  createLog('api').fatal({ error: withoutData(error) }, 'cannot start');
  process.exitCode = 1;
}
