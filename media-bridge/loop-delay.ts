import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
/** Long enough for a hundred samples, short enough to notice overload before many calls have begun. */
const WINDOW_MS = 1_000;
const NS_PER_MS = 1e6;

export interface LoopDelayView {
  p90Ms: number;
  p99Ms: number;
  maxMs: number;
}

/** How late this process gets to its work, over the last second that is over: what audio waits before it is passed on. */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  #last: LoopDelayView = { p90Ms: 0, p99Ms: 0, maxMs: 0 };

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(this.#turnOver, WINDOW_MS).unref();
  }

  get last(): LoopDelayView {
    return this.#last;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #turnOver = (): void => {
    const { count, max } = this.#histogram;
    if (count > 0) {
      const [p90Ms, p99Ms] = [
        this.#beyond(this.#histogram.percentile(90)),
        this.#beyond(this.#histogram.percentile(99)),
      ];
      this.#last = { p90Ms, p99Ms, maxMs: this.#beyond(max) };
    }
    this.#histogram.reset();
  };

  /** Node counts from one sample to the next, so the pause between them is part of it. */
  #beyond(ns: number): number {
    return Math.max(0, Math.round((ns / NS_PER_MS - RESOLUTION_MS) * 100) / 100);
  }
}
