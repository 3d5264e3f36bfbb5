import { parseEnv } from '../platform/env.ts';
import { createLog } from '../platform/log.ts';
import { runWorker } from './run.ts';

const env = parseEnv(process.env);
await runWorker(env, createLog('worker', env.LOG_LEVEL));
