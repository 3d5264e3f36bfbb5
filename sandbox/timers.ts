/** Timers that belong together and are stopped together. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();

  /** Returns what cancels it. */
  after(ms: number, act: () => void): () => void {
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      act();
    }, ms);
    this.#running.add(timer);
    return () => this.#cancel(timer);
  }

  clear(): void {
    for (const timer of this.#running) this.#cancel(timer);
  }

  #cancel(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#running.delete(timer);
  }
}
