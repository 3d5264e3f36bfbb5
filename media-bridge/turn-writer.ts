import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../platform/log.ts';
import { type LiveTurnDoc, LiveTurns } from '../platform/models/live-turn.ts';

export interface TurnWriterBounds {
  /** Turns that wait at most; the oldest are dropped. 5,000 turns of ordinary length are about 2 MB. */
  waiting: number;
  /** Turns of one write. */
  batch: number;
  /** From a turn to its write, so that those of many calls share one. */
  gatherMs: number;
  /** One write may take this long. */
  writeMs: number;
  /** The longest pause after failures in a row. */
  pauseMs: number;
}

const BOUNDS: TurnWriterBounds = {
  waiting: 5_000,
  batch: 200,
  gatherMs: 200,
  writeMs: 5_000,
  pauseMs: 10_000,
};

/**
 * Writes live turns of all calls, apart from their audio: nobody waits for it, and a database that is away costs turns
 * alone. Turns wait in memory under their ids, so that a later version of one replaces the earlier; a write that failed
 * is tried again, with growing pauses, until it succeeds or the turns are pushed out by newer ones.
 */
export class TurnWriter {
  readonly #log: Logger;
  readonly #bounds: TurnWriterBounds;
  /** By id; the order is the order of being said. */
  #waiting = new Map<string, LiveTurnDoc>();
  #timer: NodeJS.Timeout | undefined;
  /** The write that is under way, if any: there is one at a time. */
  #writing: Promise<void> | undefined;
  #closed = false;
  /** In a row, up to now. */
  #failures = 0;
  #failedWrites = 0;
  #written = 0;
  #dropped = 0;

  constructor(log: Logger, bounds: Partial<TurnWriterBounds> = {}) {
    this.#log = log;
    this.#bounds = { ...BOUNDS, ...bounds };
  }

  add(turn: LiveTurnDoc): void {
    this.#waiting.set(turn._id, turn);
    this.#dropExcess();
    this.#schedule(this.#bounds.gatherMs);
  }

  stats(): { written: number; dropped: number; waiting: number; failedWrites: number } {
    const failedWrites = this.#failedWrites;
    return { written: this.#written, dropped: this.#dropped, waiting: this.#waiting.size, failedWrites };
  }

  /** Writes what waits, for at most `limitMs`, and stops. */
  async close(limitMs: number): Promise<void> {
    const deadline = Date.now() + limitMs;
    while ((this.#waiting.size > 0 || this.#writing) && Date.now() < deadline) {
      await Promise.race([this.#writeNow(), sleep(deadline - Date.now(), undefined, { ref: false })]);
      if (this.#failures > 0) await sleep(Math.min(100, Math.max(0, deadline - Date.now())));
    }
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(ms: number): void {
    if (!this.#closed) this.#timer ??= setTimeout(this.#onTimer, ms);
  }

  #onTimer = (): void => {
    this.#timer = undefined;
    void this.#writeNow();
  };

  #writeNow(): Promise<void> {
    this.#writing ??= this.#writeBatch().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.size > 0) this.#schedule(this.#pause());
    });
    return this.#writing;
  }

  async #writeBatch(): Promise<void> {
    const batch = [...this.#waiting.values()].slice(0, this.#bounds.batch);
    for (const turn of batch) this.#waiting.delete(turn._id);
    try {
      await within(this.#bounds.writeMs, save(batch));
      this.#written += batch.length;
      this.#onSuccess();
    } catch (error) {
      this.#putBack(batch);
      this.#onFailure(error);
    }
  }

  /** A version that came while the write was under way is newer and stays. */
  #putBack(batch: LiveTurnDoc[]): void {
    const newer = this.#waiting;
    this.#waiting = new Map(batch.map((turn) => [turn._id, turn]));
    for (const [id, turn] of newer) this.#waiting.set(id, turn);
    this.#dropExcess();
  }

  #dropExcess(): void {
    for (const id of this.#waiting.keys()) {
      if (this.#waiting.size <= this.#bounds.waiting) return;
      this.#waiting.delete(id);
      this.#dropped++;
    }
  }

  #pause(): number {
    if (this.#failures === 0) return this.#bounds.gatherMs;
    return Math.min(this.#bounds.pauseMs, this.#bounds.gatherMs * 2 ** Math.min(this.#failures, 10));
  }

  #onSuccess(): void {
    if (this.#failures > 0) this.#log.info({ failures: this.#failures }, 'live turns are written again');
    this.#failures = 0;
  }

  /** Said once for each outage; the error names no text, and its documents are not logged. */
  #onFailure(error: unknown): void {
    this.#failedWrites++;
    this.#failures++;
    if (this.#failures > 1) return;
    const reason = error instanceof Error ? error.name : 'unknown';
    this.#log.warn({ reason }, 'live turns cannot be written; they wait');
  }
}

async function save(turns: LiveTurnDoc[]): Promise<void> {
  const CONNECTED = 1;
  // Without a connection mongoose would hold the write back instead of refusing it.
  if (LiveTurns.db.readyState !== CONNECTED) throw new Error('the database is not connected');
  const writes = turns.map((turn) => ({
    replaceOne: { filter: { _id: turn._id }, replacement: turn, upsert: true },
  }));
  await LiveTurns.bulkWrite(writes, { ordered: false });
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const done = new AbortController();
  const late = sleep(ms, undefined, { signal: done.signal }).then(() => {
    throw new Error(`no answer within ${ms} ms`);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    done.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
}
