/** The timers of one session by name, so that its end can release every one of them. */
export class Timers<Name extends string> {
  readonly #running = new Map<Name, NodeJS.Timeout>();

  /** Runs `act` once after `ms`; a timer of the same name is replaced. */
  set(name: Name, ms: number, act: () => void): void {
    this.clear(name);
    const fire = () => {
      this.#running.delete(name);
      act();
    };
    this.#running.set(name, setTimeout(fire, ms));
  }

  clear(name: Name): void {
    clearTimeout(this.#running.get(name));
    this.#running.delete(name);
  }

  clearAll(): void {
    for (const timer of this.#running.values()) clearTimeout(timer);
    this.#running.clear();
  }
}
