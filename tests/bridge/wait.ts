import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `find` answers something; fails with `what` after `limitMs`. */
export async function until<T>(
  what: string,
  find: () => T | Promise<T>,
  limitMs = 10_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== null && found !== false) return found as NonNullable<T>;
    if (Date.now() > deadline) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await sleep(5);
  }
}
