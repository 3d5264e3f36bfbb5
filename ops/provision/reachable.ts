import type { Context } from './context.ts';

/**
 * Why a site cannot be reached, or undefined when it can. Asks once and briefly: without internet access a download
 * must be given up in seconds, not after a library's retries.
 */
export async function unreachable(
  { registriesOnly }: Context,
  url: string,
  limitMs = 3_000,
): Promise<string | undefined> {
  if (registriesOnly) return 'only package registries may be used';
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(limitMs) });
    return undefined;
  } catch (error) {
    return `${new URL(url).hostname} cannot be reached (${reason(error)})`;
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : error.message;
}
