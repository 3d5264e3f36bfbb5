import { setTimeout as sleep } from 'node:timers/promises';
import { Pace, type PaceDoc } from '../platform/models/pace.ts';
import { isDuplicateKey } from '../platform/mongo.ts';
import {
  arrivedBy,
  nextMoment,
  UNANSWERED_MS,
  unansweredAt,
  windowOf,
} from '../workflows/pacing/next-moment.ts';

/** When calls may start, so that Twilio's own queue stays empty: a call queued there can ring after closing time. */
export interface Pacer {
  /** Resolves shortly before a moment (epoch milliseconds) that is this call's own, of all workers. */
  next(): Promise<number>;
  /** Resolves just before that moment: in time for one last look at the records. */
  near(moment: number): Promise<void>;
  /** Resolves at that moment. False when it was missed: then another has to be taken. */
  arrive(moment: number): Promise<boolean>;
  /** Sends the request of that moment, and notes how late it may have arrived. */
  sending<T>(moment: number, send: () => Promise<T>): Promise<T>;
}

/** Whoever comes later than this gives the moment to somebody else. */
const LATE_MS = 100;
/** The gate and the intent come between the two, so a moment is taken at least, and at most, so far ahead. */
const LEAD_MS = 60;
const AHEAD_MS = 400;
/** A look at the records takes less, mostly. */
const NEAR_MS = 25;
/** Further ahead than any moment is taken: the clock has been set back. */
const ABSURD_MS = 60_000;
/** How quick Twilio can be is known from so many answers, and from the latest of them alone. */
const FEWEST_ANSWERS = 5;
const MOST_ANSWERS = 50;

/**
 * Gives each start a moment of its own over all workers, taken from the database by compare-and-set. No second sees
 * one call too many, at Twilio's end: a request may be slow on its way, so the start that would follow a second later
 * waits as much longer as its answer was late. The rate limit of the `dial` queue is too coarse for that.
 * @param factor by what the pace is multiplied at present
 */
export function createPacer(perSecond: number, factor: () => Promise<number> = async () => 1): Pacer {
  const answers: number[] = [];
  let lastTaken: Promise<unknown> = Promise.resolve();
  return {
    next() {
      // One after the other within a process, so that only processes compete for a moment.
      const own = lastTaken.catch(() => undefined).then(async () => take(perSecond * (await factor())));
      lastTaken = own;
      return own;
    },
    near: (moment) => until(moment - NEAR_MS),
    async arrive(moment) {
      await until(moment);
      if (Date.now() - moment <= LATE_MS) return true;
      await amend(moment, undefined);
      return false;
    },
    async sending(moment, send) {
      const sentAt = Date.now();
      try {
        return await send();
      } finally {
        const answeredAt = Date.now();
        answers.push(answeredAt - sentAt);
        if (answers.length > MOST_ANSWERS) answers.shift();
        const quickest = answers.length < FEWEST_ANSWERS ? 0 : Math.min(...answers);
        // Nobody waits for it, and a moment that stays as it was is not wrong by much.
        amend(moment, arrivedBy(sentAt, answeredAt, quickest)).catch(() => undefined);
      }
    },
  };
}

/** The last starts, as the record has them. */
interface Starts {
  /** In order. */
  taken: number[];
  /** Those that were not answered yet, as far as is known. */
  open: number[];
}

async function take(perSecond: number): Promise<number> {
  const window = windowOf(perSecond);
  for (;;) {
    const pace = await Pace.findById('dial').lean();
    const now = Date.now();
    const { taken, open } = before(now + ABSURD_MS, startsIn(pace));
    const latest = taken.map((moment) => (open.includes(moment) ? unansweredAt(moment, now) : moment));
    const moment = nextMoment(latest, window, now + LEAD_MS);
    const starts = { taken: [...taken, moment], open: [...open, moment] };
    // Not sooner: by then more of those before it have been answered.
    if (moment > now + AHEAD_MS) await until(moment - AHEAD_MS);
    else if (await write(pace, lately(starts, 2 * window.starts, now))) return moment;
  }
}

/** Writes when the start of a moment really was; undefined: there was none. */
async function amend(moment: number, at: number | undefined): Promise<void> {
  for (;;) {
    const pace = await Pace.findById('dial').lean();
    const { taken, open } = startsIn(pace);
    const index = taken.indexOf(moment);
    if (index < 0) return;
    taken.splice(index, 1, ...(at === undefined ? [] : [at]));
    if (await write(pace, { taken, open: open.filter((one) => one !== moment) })) return;
  }
}

/** A record that an older worker wrote has its last moment alone. */
function startsIn(pace: PaceDoc | null): Starts {
  const taken = pace?.taken ?? (pace ? [pace.lastAt.getTime()] : []);
  return { taken: [...taken], open: [...(pace?.open ?? [])] };
}

function before(end: number, { taken, open }: Starts): Starts {
  return { taken: taken.filter((moment) => moment < end), open };
}

/** The newest, and whoever may still be on the way. */
function lately({ taken, open }: Starts, most: number, now: number): Starts {
  const onTheirWay = open.filter((moment) => moment > now - UNANSWERED_MS);
  const sorted = taken.sort((one, other) => one - other);
  const kept = sorted.filter((moment, index) => index >= sorted.length - most || onTheirWay.includes(moment));
  return { taken: kept, open: onTheirWay };
}

/** False when somebody else has written since it was read. */
async function write(pace: PaceDoc | null, { taken, open }: Starts): Promise<boolean> {
  const lastAt = new Date(Math.max(0, ...taken));
  if (pace) {
    const turn = { version: pace.version ?? null, lastAt: pace.lastAt };
    const next = { lastAt, taken, open, version: (pace.version ?? 0) + 1 };
    return (await Pace.updateOne({ _id: 'dial', ...turn }, { $set: next })).modifiedCount === 1;
  }
  try {
    await Pace.create({ _id: 'dial', lastAt, taken, open, version: 1 });
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
