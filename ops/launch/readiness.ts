import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from './launch-error.ts';

const EVERY_MS = 100;

/** Waits until an address answers 200, and fails with its last answer when it has not within `limitMs`. */
export async function untilAnswers(
  name: string,
  url: string,
  limitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const until = Date.now() + limitMs;
  let last = 'no answer';
  while (Date.now() < until) {
    signal.throwIfAborted();
    const answer = await ask(url);
    if (answer.ok) return;
    last = answer.said;
    await delay(EVERY_MS, undefined, { signal });
  }
  throw new LaunchError(`${name} was not ready within ${limitMs / 1000} s. ${url} said last: ${last}`);
}

async function ask(url: string): Promise<{ ok: boolean; said: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const body = await response.text();
    return { ok: response.status === 200, said: `${response.status} ${body.slice(0, 300)}` };
  } catch (error) {
    return { ok: false, said: error instanceof Error ? error.message : String(error) };
  }
}
