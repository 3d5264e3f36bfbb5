import { type Profiler, Session } from 'node:inspector';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type CostlyFunction, costliest, type ProfileParts, partsOf } from '../measure/profile.ts';

/**
 * Loaded before the program under test (`--import`), in its own process: answers what cannot be seen from outside, and
 * costs nothing until it is asked.
 */
export type InsideOrder = 'look' | 'collect' | 'profile' | 'end profile';

export interface InsideView {
  heapUsedBytes: number;
  /** What keeps the process alive, by kind: `Timeout`, `TCPSocketWrap`, `TCPServerWrap` and others. */
  resources: Record<string, number>;
  /** Milliseconds that the one thread has had something to do, and had nothing. */
  activeMs: number;
  idleMs: number;
}

export interface InsideProfile {
  parts: ProfileParts;
  costliest: CostlyFunction[];
}

const SAMPLE_MICROSECONDS = 250;
const COSTLIEST = 25;

let session: Session | undefined;

process.on('message', (order: InsideOrder) => {
  if (order === 'look') process.send?.(look());
  else if (order === 'collect') collect();
  else if (order === 'profile') beginProfile();
  else endProfile();
});
process.on('disconnect', () => process.exit(1));
// The program ends when it has nothing to do, as it would without us.
process.channel?.unref();

function look(): InsideView {
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const { active, idle } = performance.eventLoopUtilization();
  return { heapUsedBytes: process.memoryUsage().heapUsed, resources, activeMs: active, idleMs: idle };
}

/** Looks after a full collection of garbage: what the heap holds then is held by somebody. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  if (typeof gc === 'function') gc();
  process.send?.(look());
}

function beginProfile(): void {
  session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
  session.post('Profiler.start', () => process.send?.(look()));
}

function endProfile(): void {
  session?.post('Profiler.stop', (error: Error | null, result: Profiler.StopReturnType) => {
    session?.disconnect();
    const { profile } = result;
    const answer: InsideProfile = { parts: partsOf(profile), costliest: costliest(profile, COSTLIEST) };
    process.send?.(error ? { error: error.message } : answer);
  });
}
