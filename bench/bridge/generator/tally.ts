import { Histogram, type HistogramData } from '../../measure/histogram.ts';
import { addCounts, NOTHING_SENT, type TrackCounts } from './track.ts';

/** What one run of calls showed, as plain data. Delays are histograms of microseconds. */
export interface Observed {
  up: TrackCounts;
  down: TrackCounts;
  upDelay: HistogramData;
  downDelay: HistogramData;
  /** From the vendor's ping to our pong. */
  pongDelay: HistogramData;
  faults: Faults;
  /** Upgrades refused, by status. */
  refused: Record<string, number>;
}

export interface Faults {
  /** Audio that arrived changed. */
  altered: number;
  /** Audio of one call that arrived in another. */
  crossed: number;
  /** Messages that the vendor would not have understood. */
  faulty: number;
  /** Calls that were not up in time. */
  notUp: number;
  /** Calls that went before they were ended. */
  brokenOff: number;
  /** Calls with a socket that was still open long after their end. */
  leftOpen: number;
  pingsUnanswered: number;
}

/** Collects what the ears of all calls hear. */
export class Tally {
  readonly #up = new Histogram();
  readonly #down = new Histogram();
  readonly #pong = new Histogram();
  readonly #refused: Record<string, number> = {};
  readonly faults: Faults = {
    altered: 0,
    crossed: 0,
    faulty: 0,
    notUp: 0,
    brokenOff: 0,
    leftOpen: 0,
    pingsUnanswered: 0,
  };
  #upCounts = NOTHING_SENT;
  #downCounts = NOTHING_SENT;

  readonly wentUp = (microseconds: number): void => this.#up.record(microseconds);
  readonly wentDown = (microseconds: number): void => this.#down.record(microseconds);

  pinged(): void {
    this.faults.pingsUnanswered++;
  }

  readonly ponged = (microseconds: number): void => {
    this.faults.pingsUnanswered--;
    this.#pong.record(microseconds);
  };

  refused(status: number): void {
    this.#refused[status] = (this.#refused[status] ?? 0) + 1;
  }

  addUp(counts: TrackCounts): void {
    this.#upCounts = addCounts(this.#upCounts, counts);
  }

  addDown(counts: TrackCounts): void {
    this.#downCounts = addCounts(this.#downCounts, counts);
  }

  observed(): Observed {
    return {
      up: this.#upCounts,
      down: this.#downCounts,
      upDelay: this.#up.data(),
      downDelay: this.#down.data(),
      pongDelay: this.#pong.data(),
      faults: { ...this.faults },
      refused: { ...this.#refused },
    };
  }
}
