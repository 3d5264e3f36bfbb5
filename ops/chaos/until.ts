import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 100;

/** Waits for a condition, and says whether it came true in time. */
export async function cameTrue(
  isSo: () => boolean | Promise<boolean>,
  limitMs: number,
  signal: AbortSignal,
  everyMs = LOOK_MS,
): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() >= end) return false;
    await delay(everyMs, undefined, { signal });
  }
  return true;
}

/** Tries until it succeeds, since whoever is asked may be down just now; fails with the last reason after `limitMs`. */
export async function persist<T>(work: () => Promise<T>, limitMs: number, signal: AbortSignal): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || Date.now() >= end) throw error;
      await delay(300, undefined, { signal });
    }
  }
}
