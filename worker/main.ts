import { DefaultLogger, type LogLevel, NativeConnection, Runtime } from '@temporalio/worker';
import { createElevenLabs } from '../activities/clients/elevenlabs.ts';
import { createTwilio } from '../activities/clients/twilio.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import { ensureLines } from '../activities/lines.ts';
import { createPacer } from '../activities/pacer.ts';
import { parseEnv } from '../platform/env.ts';
import { createLog, type Logger } from '../platform/log.ts';
import { connectMongo, ensureIndexes } from '../platform/mongo.ts';
import { connectTemporal, temporalOptions } from '../platform/temporal.ts';
import { bundleWorkflows } from './bundle.ts';
import { ensureSweepSchedule } from './schedules.ts';
import { createWorkers } from './workers.ts';

const env = parseEnv(process.env);
const log = createLog('worker', env.LOG_LEVEL);
installRuntime(log);

const [mongo, temporal, workflowBundle] = await Promise.all([
  connectMongo(env.MONGODB_URI),
  connectTemporal(env),
  bundleWorkflows(),
]);
await ensureIndexes();
await ensureLines(env.TWILIO_MAX_CALLS);

const deps: Dependencies = {
  env,
  log,
  temporal,
  twilio: createTwilio(env),
  elevenLabs: createElevenLabs(env),
  pace: createPacer(env.TWILIO_CPS),
  paceRequest: createPacer(env.TWILIO_CPS),
};
const connection = await NativeConnection.connect(temporalOptions(env));
const workers = await createWorkers(connection, deps, workflowBundle);
await ensureSweepSchedule(temporal, env);
log.info('ready');

try {
  // Each stops by itself on SIGTERM and SIGINT, after what it was doing.
  await Promise.all(workers.map((worker) => worker.run()));
} finally {
  await connection.close();
  await temporal.connection.close();
  await mongo.disconnect();
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
