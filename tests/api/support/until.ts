import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `look` answers something; tries often and gives up with `what` after ten seconds. */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await delay(25);
  }
  throw new Error(`Waited in vain until ${what}`);
}
