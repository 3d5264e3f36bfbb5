import type { Logger } from '../platform/log.ts';
import { queuedLately } from '../platform/queued-calls.ts';
import { slowDown } from '../workflows/pacing/next-moment.ts';

const LOOK_EVERY_MS = 5_000;

/** By what the pace is multiplied: slower for as long as calls waited in Twilio's queue within the last minute. */
export function watchTwilioQueue(log: Logger): () => Promise<number> {
  let lookedAt = 0;
  let factor = 1;
  return async () => {
    if (Date.now() - lookedAt < LOOK_EVERY_MS) return factor;
    lookedAt = Date.now();
    const queued = await queuedLately();
    const next = slowDown(queued);
    if (next < factor) {
      log.warn(
        { queued },
        "calls wait in Twilio's queue: TWILIO_CPS is above what the account allows; dialing slower",
      );
    }
    factor = next;
    return factor;
  };
}
