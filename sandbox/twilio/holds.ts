import type { Response } from 'express';
import type { Timers } from '../timers.ts';

/** No answer is withheld longer than this, milliseconds. */
const LONGEST_HOLD = 30_000;

/** Creates whose calls are made and whose answers are withheld, until they are let go. */
export class Holds {
  readonly #timers: Timers;
  readonly #withheld = new Set<() => void>();
  #toCome = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Answers that are withheld now; one whose connection has gone is none. */
  get held(): number {
    return this.#withheld.size;
  }

  /** The next so many creates, in place of those asked for before. */
  holdNext(count: number): void {
    this.#toCome = count;
  }

  /** Whether the answer to the create that was just accepted is to be withheld. */
  takes(): boolean {
    if (this.#toCome === 0) return false;
    this.#toCome--;
    return true;
  }

  withhold(response: Response, answer: () => void): void {
    const forget = () => {
      cancel();
      this.#withheld.delete(release);
    };
    const release = () => {
      forget();
      response.off('close', forget);
      if (!response.destroyed) answer();
    };
    const cancel = this.#timers.after(LONGEST_HOLD, release);
    this.#withheld.add(release);
    response.once('close', forget);
  }

  releaseAll(): void {
    this.#toCome = 0;
    for (const release of [...this.#withheld]) release();
  }
}
