import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import mongoose from 'mongoose';
import { TASK_QUEUES } from '../contracts/workflow-api.ts';
import { parseEnv } from '../platform/env.ts';
import { createLog, type Logger } from '../platform/log.ts';
import { connectMongo } from '../platform/mongo.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { queueName, temporalOptions } from '../platform/temporal.ts';
import { CallReporter } from './call-reporter.ts';
import { LIMITS } from './limits.ts';
import { createReadiness } from './readiness.ts';
import { Registration } from './registration.ts';
import { BridgeServer } from './server.ts';
import { TemporalLink } from './temporal-link.ts';
import { TurnWriter } from './turn-writer.ts';

const RECONNECT_MS = 3_000;
const REPORTS_MS = 5_000;
const TURNS_MS = 3_000;

/** Sockets have `closeMs` to close; then reports and turns have their time, and a margin is left. */
const SHUTDOWN_MS = LIMITS.drainMs + LIMITS.closeMs + REPORTS_MS + TURNS_MS + 5_000;

const env = parseEnv(process.env);
const log = createLog('media-bridge', env.LOG_LEVEL);
const stopping = new AbortController();

// Calls are bridged whether or not these can be reached: neither is on the way of the audio.
const connection = Connection.lazy(temporalOptions(env));
const temporal = new TemporalLink(connection, env.TEMPORAL_NAMESPACE);
const mongo = keepConnecting(env.MONGODB_URI, log, stopping.signal);

const turns = new TurnWriter(log);
const reporter = new CallReporter(temporal, log, queueName(env, TASK_QUEUES.calls));
const limits = { ...LIMITS, calls: env.BRIDGE_MAX_CALLS, loopDelayMs: env.BRIDGE_MAX_DELAY_MS };
const bridge = new BridgeServer({
  keys: {
    bridgeUrl: env.BRIDGE_URL,
    authToken: env.TWILIO_AUTH_TOKEN,
    sessionSecret: env.SESSION_SECRET,
  },
  elevenLabs: {
    baseUrl: env.ELEVENLABS_BASE_URL,
    apiKey: env.ELEVENLABS_API_KEY,
    agentId: env.ELEVENLABS_AGENT_ID,
  },
  apiKey: env.API_KEY,
  turns,
  reporter,
  limits,
  log,
  findDown: createReadiness(temporal, () => mongoose.connection.readyState === 1),
});

const port = await bridge.listen(env.BRIDGE_PORT, env.LISTEN_HOST);
const registration = new Registration(env.BRIDGE_URL, bridge.present, log);
log.info({ port }, 'the media bridge is listening');
onShutdown(log, stop, SHUTDOWN_MS);

async function stop(): Promise<void> {
  const drained = bridge.drain(LIMITS.drainMs);
  void registration.tell();
  await drained;
  await registration.end();
  await Promise.all([reporter.close(REPORTS_MS), turns.close(TURNS_MS)]);
  stopping.abort();
  await mongo;
  await Promise.all([mongoose.disconnect(), connection.close()]);
}

/** The first connection is tried until it succeeds; later ones are the driver's own work. Never rejects. */
async function keepConnecting(uri: string, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await connectMongo(uri);
      return;
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      log.warn({ reason }, 'the database cannot be reached; live turns wait');
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
