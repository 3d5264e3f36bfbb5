/** How a webhook is tried, read from its address's fragment (protocol reference 3.8). */
export interface Overrides {
  connectMs: number;
  readMs: number;
  totalMs: number;
  retries: number;
  retryOn: ReadonlySet<string>;
}

/** Nothing about a call is waited for longer than this. */
const CEILING_MS = 15_000;

export function overridesOf(url: string): Overrides {
  const given = new URLSearchParams(url.split('#')[1] ?? '');
  return {
    connectMs: within(given.get('ct'), 100, 10_000, 5000),
    readMs: within(given.get('rt'), 100, CEILING_MS, CEILING_MS),
    totalMs: within(given.get('tt'), 100, CEILING_MS, CEILING_MS),
    retries: within(given.get('rc'), 0, 5, 1),
    retryOn: new Set((given.get('rp') ?? 'ct').split(',')),
  };
}

function within(given: string | null, min: number, max: number, fallback: number): number {
  if (given === null || !/^\d+$/.test(given)) return fallback;
  return Math.min(max, Math.max(min, Number(given)));
}

export type Fault = 'ct' | 'rt';

/** @param result HTTP status, or what prevented one */
export function wantsRetry({ retryOn }: Overrides, result: number | Fault): boolean {
  if (typeof result === 'number' && result < 400) return false;
  if (retryOn.has('all')) return true;
  return retryOn.has(typeof result === 'number' ? `${Math.floor(result / 100)}xx` : result);
}
