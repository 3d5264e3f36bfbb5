/**
 * The account's queue: calls are accepted at once and dialed at its calls per second. Evenly spaced; after a pause
 * nothing is made up for.
 */
export class DialQueue<T> {
  readonly #spacing: number;
  readonly #dial: (call: T) => void;
  #waiting: T[] = [];
  #nextAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(perSecond: number, dial: (call: T) => void) {
    this.#spacing = 1000 / perSecond;
    this.#dial = dial;
  }

  /** Estimated wait, milliseconds. */
  get waitMs(): number {
    return Math.max(0, this.#nextAt - Date.now()) + this.#waiting.length * this.#spacing;
  }

  add(call: T): void {
    this.#waiting.push(call);
    this.#arm();
  }

  remove(call: T): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting !== call);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => this.#next(), Math.max(0, this.#nextAt - Date.now()));
  }

  #next(): void {
    this.#timer = undefined;
    const call = this.#waiting.shift();
    this.#nextAt = Math.max(Date.now(), this.#nextAt) + this.#spacing;
    if (call !== undefined) this.#dial(call);
    this.#arm();
  }
}
