import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from '../platform/log.ts';
import { Bridges } from '../platform/models/bridge.ts';

/** What a bridge tells of itself. */
export interface Presence {
  calls: number;
  room: number;
  draining: boolean;
}

const EVERY_MS = 2_000;
/** A database that is slower than this is told the next time. */
const WRITE_MS = 1_500;
const CONNECTED = 1;

/**
 * Tells the dialer every two seconds that this bridge is there and how much room it has (the collection `bridges`).
 * Nobody waits for it: while the database is away nothing is told, calls go on, and the dialer falls back to
 * BRIDGE_URL.
 */
export class Registration {
  readonly #id = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  readonly #address: string;
  readonly #present: () => Presence;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  #isWriting = false;
  #isFailing = false;
  #isOver = false;

  /** @param address as Twilio reaches this bridge, without a slash at its end */
  constructor(address: string, present: () => Presence, log: Logger) {
    this.#address = address;
    this.#present = present;
    this.#log = log;
    this.#timer = setInterval(this.tell, EVERY_MS).unref();
  }

  /** Tells it now, unless the last word is still on its way. Never rejects. */
  tell = async (): Promise<void> => {
    if (this.#isWriting || this.#isOver || Bridges.db.readyState !== CONNECTED) return;
    this.#isWriting = true;
    const presence = { ...this.#present(), address: this.#address, seenAt: new Date(), schemaVersion: 1 };
    try {
      await Bridges.updateOne({ _id: this.#id }, { $set: presence }, { upsert: true, maxTimeMS: WRITE_MS });
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) {
        const reason = error instanceof Error ? error.name : 'unknown';
        this.#log.warn({ reason }, 'the dialer cannot be told of this bridge');
      }
      this.#isFailing = true;
    } finally {
      this.#isWriting = false;
    }
  };

  /** Is not there any more. Never rejects; takes no longer than a write may. */
  async end(): Promise<void> {
    this.#isOver = true;
    clearInterval(this.#timer);
    if (Bridges.db.readyState !== CONNECTED) return;
    await Bridges.deleteOne({ _id: this.#id }, { maxTimeMS: WRITE_MS }).catch(() => undefined);
  }
}
