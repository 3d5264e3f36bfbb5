import type { Logger } from './log.ts';

/**
 * Runs `close` once on SIGTERM or SIGINT, then exits: 0 when it ended in time, 1 when it failed or took longer than
 * `graceMs`. A second signal ends at once.
 */
export function onShutdown(log: Logger, close: () => Promise<void>, graceMs = 10_000): void {
  let closing = false;
  const end = async (signal: NodeJS.Signals) => {
    if (closing) process.exit(1);
    closing = true;
    log.info({ signal }, 'shutting down');
    setTimeout(() => process.exit(1), graceMs).unref();
    try {
      await close();
      process.exit(0);
    } catch (error) {
      log.error({ err: error }, 'shutdown failed');
      process.exit(1);
    }
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
