import { Calls } from './models/call.ts';

const MINUTE_MS = 60_000;

/** Calls of the last minute that Twilio put in a queue of its own: there should be none. */
export function queuedLately(now = Date.now()): Promise<number> {
  return Calls.countDocuments({ startedAt: { $gte: new Date(now - MINUTE_MS) }, queueMs: { $gt: 0 } });
}
