/** What is due once in every round, in its own place of it. */
export interface Beat {
  /** Milliseconds from the beginning of a round. */
  phase: number;
  act: () => void;
}

/**
 * Beats of many at one rate, each in its own millisecond of the round, so that they come as evenly as from that many
 * telephones. One timer for all: it wakes every millisecond, and what it came too late for is done at once, as often
 * as it was due.
 */
export class Pace {
  readonly #slots: Set<Beat>[];

  constructor(roundMs: number) {
    this.#slots = Array.from({ length: roundMs }, () => new Set());
  }

  add(beat: Beat): void {
    this.#slotAt(beat.phase).add(beat);
  }

  remove(beat: Beat): void {
    this.#slotAt(beat.phase).delete(beat);
  }

  /** Does what is due in one millisecond. */
  run(millisecond: number): void {
    for (const beat of this.#slotAt(millisecond)) beat.act();
  }

  #slotAt(millisecond: number): Set<Beat> {
    const slot = this.#slots[Math.floor(millisecond) % this.#slots.length];
    if (!slot)
      throw new RangeError(`there is no millisecond ${millisecond} in a round of ${this.#slots.length}`);
    return slot;
  }
}

/** The share of a round at which the nth of many begins: however many there are, they lie evenly. */
export function phaseOf(number: number, roundMs: number): number {
  const GOLDEN = 0.618_033_988_749_895;
  return Math.floor(((number * GOLDEN) % 1) * roundMs);
}

/** Runs paces in real time until it is stopped, and tells how late it was, in microseconds. */
export class Metronome {
  readonly #paces: readonly Pace[];
  readonly #onLate: (microseconds: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #done = 0;

  constructor(paces: readonly Pace[], onLate: (microseconds: number) => void) {
    this.#paces = paces;
    this.#onLate = onLate;
  }

  start(): void {
    this.#startedAt = performance.now();
    this.#done = 0;
    this.#timer = setTimeout(this.#tick, 1);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #tick = (): void => {
    const elapsed = performance.now() - this.#startedAt;
    const due = Math.floor(elapsed);
    if (due > this.#done) this.#onLate((elapsed - this.#done - 1) * 1_000);
    for (; this.#done < due; this.#done++) for (const pace of this.#paces) pace.run(this.#done);
    this.#timer = setTimeout(this.#tick, 1);
  };
}
