import type { Context } from './context.ts';

const EVERY_MS = 30_000;

/** Runs something that takes minutes, and says every half minute that it is still at it. */
export async function sayingSo<T>(
  { say }: Pick<Context, 'say'>,
  about: string,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const began = Date.now();
  say(about, `${what} …`);
  const timer = setInterval(() => say(about, `${what}: ${duration(Date.now() - began)} so far`), EVERY_MS);
  try {
    const result = await work();
    say(about, `${what}: done in ${duration(Date.now() - began)}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** `45 s` or `2 min 05 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
