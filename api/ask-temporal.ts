import type { Client } from '@temporalio/client';
import { within } from './within.ts';

/** What the server is given to answer by itself before we stop waiting. */
const SLACK_MS = 250;

/**
 * Asks Temporal and waits `ms` milliseconds at most. The deadline alone would not do: it bounds each try, and a try
 * that fails early is made again.
 */
export function askTemporal<T>(temporal: Client, ms: number, ask: () => Promise<T>): Promise<T> {
  return within(ms, 'Temporal', temporal.withDeadline(Date.now() + ms - SLACK_MS, ask));
}
