import type { Logger } from '../platform/log.ts';
import { Calls } from '../platform/models/call.ts';
import { slowDown } from '../workflows/pacing/next-moment.ts';

const MINUTE_MS = 60_000;
const LOOK_EVERY_MS = 5_000;

/** Calls of the last minute that Twilio put in a queue of its own: there should be none. */
export function queuedLately(now = Date.now()): Promise<number> {
  return Calls.countDocuments({ startedAt: { $gte: new Date(now - MINUTE_MS) }, queueMs: { $gt: 0 } });
}

/** By what the pace is multiplied: slower for as long as calls waited in Twilio's queue within the last minute. */
export function watchTwilioQueue(log: Logger): () => Promise<number> {
  let lookedAt = 0;
  let factor = 1;
  return async () => {
    if (Date.now() - lookedAt < LOOK_EVERY_MS) return factor;
    lookedAt = Date.now();
    const queued = await queuedLately();
    const now = slowDown(queued);
    if (now < factor) {
      log.warn(
        { queued },
        "calls wait in Twilio's queue: TWILIO_CPS is above what the account allows; dialing slower",
      );
    }
    factor = now;
    return factor;
  };
}
