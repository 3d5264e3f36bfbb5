import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** A bridge that does not answer within this has other troubles than the way to it. */
const ANSWER_WITHIN_MS = 400;
/** Between two looks; many calls wait for the same look. */
const EVERY_MS = 100;

const healthSchema = z.object({ draining: z.boolean().default(false) });

/** Which bridges take streams at their public addresses: they answer, and are not about to stop. */
export class BridgeWatch {
  readonly #looks = new Map<string, Promise<boolean>>();

  /**
   * Waits for one.
   * @param list addresses (`ws:` or `wss:`, without a slash at their ends), the best first; asked again each time
   * @returns undefined when none was there within `ms`
   */
  async firstUpWithin(ms: number, list: () => Promise<string[]>): Promise<string | undefined> {
    const deadline = Date.now() + ms;
    for (;;) {
      const urls = await list();
      const up = await Promise.all(urls.map((url) => this.#lookOnce(url)));
      const first = urls.find((_, index) => up[index]);
      if (first !== undefined || Date.now() + EVERY_MS > deadline) return first;
      await sleep(EVERY_MS);
    }
  }

  #lookOnce(url: string): Promise<boolean> {
    const look =
      this.#looks.get(url) ??
      takesStreams(url).finally(() => {
        this.#looks.delete(url);
      });
    this.#looks.set(url, look);
    return look;
  }
}

/** Whatever it cannot reach, it does not need to carry a conversation; so that is not asked. Never rejects. */
async function takesStreams(bridgeUrl: string): Promise<boolean> {
  const url = `${bridgeUrl.replace(/^ws/, 'http')}/healthz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), redirect: 'error' });
    return !healthSchema.parse(await response.json()).draining;
  } catch {
    return false;
  }
}
