import { setTimeout as sleep } from 'node:timers/promises';
import { Pace } from '../platform/models/pace.ts';
import { isDuplicateKey } from '../platform/mongo.ts';

/** When calls may start, so that Twilio's own queue stays empty: a call queued there can ring after closing time. */
export interface Pacer {
  /** Resolves shortly before a moment (epoch milliseconds) that is this call's own, of all workers. */
  next(): Promise<number>;
  /** Resolves at that moment. False when it was missed: then another has to be taken. */
  arrive(moment: number): Promise<boolean>;
}

/**
 * Requests do not all take equally long on their way, and may go so much late. So much longer than a second do as many
 * calls take as are allowed in one, so that no second ever sees one more.
 */
const JITTER_MS = 50;
const LATE_MS = 40;
/** The gate and the intent come between the two, so a moment is taken at least, and announced at most, so far ahead. */
const LEAD_MS = 60;
const ANNOUNCE_MS = 400;
/** Further ahead than any queue of ours is long: the clock has been set back. */
const ABSURD_MS = 60_000;

/**
 * Spaces call starts evenly over all workers, each moment being taken from the database by compare-and-set. The rate
 * limit of the `dial` queue holds on average, but lets a second's worth through at once after a pause.
 */
export function createPacer(perSecond: number): Pacer {
  const spacing = (1000 + JITTER_MS) / perSecond;
  let lastTaken: Promise<unknown> = Promise.resolve();
  return {
    async next() {
      // One after the other within a process, so that only processes compete for a moment.
      const own = lastTaken.catch(() => undefined).then(() => take(spacing));
      lastTaken = own;
      const moment = await own;
      await until(moment - ANNOUNCE_MS);
      return moment;
    },
    async arrive(moment) {
      await until(moment);
      return Date.now() - moment <= LATE_MS;
    },
  };
}

async function take(spacing: number): Promise<number> {
  for (;;) {
    const last = await Pace.findById('dial').lean();
    const now = Date.now();
    const lastAt = last && last.lastAt.getTime() < now + ABSURD_MS ? last.lastAt.getTime() : 0;
    const moment = Math.max(now + LEAD_MS, Math.ceil(lastAt + spacing));
    if (await takeFrom(last?.lastAt, new Date(moment))) return moment;
  }
}

async function takeFrom(last: Date | undefined, moment: Date): Promise<boolean> {
  if (last) {
    const taken = await Pace.updateOne({ _id: 'dial', lastAt: last }, { $set: { lastAt: moment } });
    return taken.modifiedCount === 1;
  }
  try {
    await Pace.create({ _id: 'dial', lastAt: moment });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}

async function until(moment: number): Promise<void> {
  const wait = moment - Date.now();
  if (wait > 0) await sleep(wait);
}
