/** Remembers what was said of each thing, and finds what is now different. */
export class Memory<T> {
  readonly #keyOf: (item: T) => string;
  #said = new Map<string, string>();

  constructor(keyOf: (item: T) => string) {
    this.#keyOf = keyOf;
  }

  /** The items that are new or different; from now on all of these count as said, and others are forgotten. */
  take(items: T[]): T[] {
    const before = this.#said;
    this.#said = new Map(items.map((item) => [this.#keyOf(item), JSON.stringify(item)]));
    return items.filter((item) => before.get(this.#keyOf(item)) !== this.#said.get(this.#keyOf(item)));
  }

  has(key: string): boolean {
    return this.#said.has(key);
  }

  get isEmpty(): boolean {
    return this.#said.size === 0;
  }
}
