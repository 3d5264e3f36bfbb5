import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { DefaultLogger, type LogLevel, NativeConnection, Runtime } from '@temporalio/worker';
import { createElevenLabs } from '../activities/clients/elevenlabs.ts';
import { createTwilio, type TwilioClient } from '../activities/clients/twilio.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import { keepStandardPacks } from '../activities/keep-standard-packs.ts';
import { ensureLines } from '../activities/lines.ts';
import { createPacer } from '../activities/pacer.ts';
import { watchTwilioQueue } from '../activities/twilio-queue.ts';
import { refuseLawless } from '../platform/calling-rules.ts';
import type { Env } from '../platform/env.ts';
import type { Logger } from '../platform/log.ts';
import { connectMongo, ensureIndexes } from '../platform/mongo.ts';
import { connectTemporal, temporalOptions } from '../platform/temporal.ts';
import { buildIdOf, loadWorkflows } from './bundle.ts';
import { ensureSchedules } from './schedules.ts';
import { promote } from './versions.ts';
import { createWorkers } from './workers.ts';

/**
 * One worker process, from its connections to their end, which comes with SIGTERM or SIGINT after what it was doing.
 * @param reached told where each call stands on its way to Twilio; for fault tests
 */
export async function runWorker(
  env: Env,
  log: Logger,
  reached: Dependencies['reached'] = async () => {},
): Promise<void> {
  refuseLawless(env);
  installRuntime(log);
  const [mongo, temporal, workflowBundle] = await Promise.all([
    connectMongo(env.MONGODB_URI),
    connectTemporal(env),
    loadWorkflows(env.WORKFLOW_BUNDLE),
  ]);
  await ensureIndexes();
  await ensureLines(env.TWILIO_MAX_CALLS);
  await keepStandardPacks();
  const deps: Dependencies = {
    env,
    log,
    temporal,
    twilio: createTwilio(env),
    elevenLabs: createElevenLabs(env),
    pacer: createPacer(env.TWILIO_CPS, watchTwilioQueue(log)),
    reached,
  };
  await warmUp(deps.twilio, log);
  const connection = await NativeConnection.connect(temporalOptions(env));
  const buildId = buildIdOf(workflowBundle);
  const workers = await createWorkers(connection, deps, workflowBundle, buildId);
  await ensureSchedules(temporal, env);
  log.info('ready');
  try {
    const running = Promise.all(workers.map((worker) => worker.run()));
    // Temporal hears of a version from its workers' polls, so only now.
    if (env.WORKER_VERSIONING) void takeOver(temporal, env, log, buildId);
    await running;
  } finally {
    await connection.close();
    await temporal.connection.close();
    await mongo.disconnect();
  }
}

/** So long is waited for Twilio at a start, ms: whoever waits for a dialer that was killed waits for this, too. */
const WARM_UP_MS = 1_000;

/**
 * The first request through the SDK loads it and opens the connection, which takes longer than the moments of the pace
 * lie apart: a first call would come so late that the next ones follow too closely. So the first request is a harmless one.
 */
async function warmUp(twilio: TwilioClient, log: Logger): Promise<void> {
  const asked = twilio.calls.list({ limit: 1 }).catch((error: unknown) => {
    log.warn({ err: error }, 'twilio did not answer a first question');
  });
  await Promise.race([asked, delay(WARM_UP_MS, undefined, { ref: false })]);
}

/** Where it cannot be said which version is current, the one that was remains, and a person decides. */
async function takeOver(temporal: Client, env: Env, log: Logger, buildId: string): Promise<void> {
  try {
    const isCurrent = await promote(temporal, env, buildId);
    log.info({ buildId, isCurrent }, 'version');
  } catch (error) {
    log.error({ buildId, err: error }, 'this version could not be made the current one');
  }
}

/** Temporal's own messages go where ours go, but for one: that each queue has its own kind of work is meant so. */
function installRuntime(target: Logger): void {
  const level = (word: LogLevel) => word.toLowerCase() as 'trace' | 'debug' | 'info' | 'warn' | 'error';
  const logger = new DefaultLogger('WARN', ({ level: at, message, meta }) => {
    if (!/^No (activities|workflows) registered/.test(message)) target[level(at)](meta ?? {}, message);
  });
  const logging = { forward: {}, filter: { core: 'WARN', other: 'ERROR' } as const };
  Runtime.install({ logger, telemetryOptions: { logging } });
}
