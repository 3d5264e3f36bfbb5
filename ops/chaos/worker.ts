import { parseEnv } from '../../platform/env.ts';
import { createLog } from '../../platform/log.ts';
import { runWorker } from '../../worker/run.ts';

/**
 * A worker as any other, but for one thing: at each point on the way to Twilio it asks the director of a chaos run, who
 * may kill or freeze it there.
 */
const LONGEST_WAIT_MS = 15_000;

const env = parseEnv(process.env);
const director = process.env.CHAOS_DIRECTOR;
if (!director) throw new Error('CHAOS_DIRECTOR is not set: this worker is started by `npm run chaos` alone');
const log = createLog('worker', env.LOG_LEVEL);
await runWorker(env, log, askDirector);

/** A director who is gone holds nobody up. */
async function askDirector(point: string, callId: string): Promise<void> {
  await fetch(`${director}/reached`, {
    method: 'POST',
    body: JSON.stringify({ point, callId, pid: process.pid }),
    signal: AbortSignal.timeout(LONGEST_WAIT_MS),
  }).catch((error: unknown) => log.warn({ callId, point, err: error }, 'the director did not answer'));
}
