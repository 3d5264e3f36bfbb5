import type { Timers } from '../timers.ts';

const PING_EVERY = 2000;
/** Reference 2.11: without data from the client for so long the conversation is given up. */
const RECEIVES_WITHIN = 60_000;

export interface PulseEvents {
  ping(eventId: number, pingMs: number | null): void;
  /** No message of any kind for a minute. */
  fellSilent(): void;
  noPong(): void;
}

/** Pings (reference 2.8): the first knows no latency, the next tell that of the pair before. */
export class Pulse {
  readonly #timers: Timers;
  readonly #events: PulseEvents;
  /** A switch: the vendor publishes no deadline. */
  readonly #pongWithinMs: number | undefined;
  #pings = 0;
  #sentAt = 0;
  #pingMs: number | null = null;
  #lastDataAt = Date.now();
  #cancelDeadline: (() => void) | undefined;

  constructor(timers: Timers, events: PulseEvents, pongWithinMs?: number) {
    this.#timers = timers;
    this.#events = events;
    this.#pongWithinMs = pongWithinMs;
  }

  start(): void {
    if (Date.now() - this.#lastDataAt > RECEIVES_WITHIN) {
      this.#events.fellSilent();
      return;
    }
    this.#sentAt = Date.now();
    this.#events.ping(++this.#pings, this.#pingMs);
    if (this.#pongWithinMs !== undefined && !this.#cancelDeadline) {
      this.#cancelDeadline = this.#timers.after(this.#pongWithinMs, () => this.#events.noPong());
    }
    this.#timers.after(PING_EVERY, () => this.start());
  }

  heard(): void {
    this.#lastDataAt = Date.now();
  }

  pong(eventId: number): void {
    if (eventId !== this.#pings) return;
    this.#pingMs = Date.now() - this.#sentAt;
    this.#cancelDeadline?.();
    this.#cancelDeadline = undefined;
  }
}
