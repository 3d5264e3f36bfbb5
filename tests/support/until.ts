import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `look` answers anything but undefined, null or false, and returns it; fails with `what` after `limitMs`.
 * @param everyMs between two looks; longer where looking would keep the machine from what is waited for
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  limitMs = 10_000,
  everyMs = 10,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen as NonNullable<Exclude<T, false>>;
    if (Date.now() > deadline) throw new Error(`Waited ${limitMs} ms in vain until ${what}`);
    await delay(everyMs);
  }
}
