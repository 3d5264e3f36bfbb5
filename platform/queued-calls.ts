import { Calls } from './models/call.ts';

const MINUTE_MS = 60_000;
/**
 * Twilio deals out starts evenly, and requests never arrive so: a shorter wait says nothing. Where we are too fast in truth,
 * waits grow beyond it within seconds.
 */
const UNEVEN_MS = 500;

/** Calls of the last minute that Twilio made wait in a queue of its own: there should be none. */
export function queuedLately(now = Date.now()): Promise<number> {
  return Calls.countDocuments({
    startedAt: { $gte: new Date(now - MINUTE_MS) },
    queueMs: { $gt: UNEVEN_MS },
  });
}
