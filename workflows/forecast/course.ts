import type { Reason } from '../../contracts/gate.ts';
import type { Forecast } from '../../contracts/http/preflight.ts';
import type { Outcome } from '../../contracts/outcome.ts';

/** What one run of a forecast comes to, gathered as it goes. Each contact that is simulated stands for `each` contacts. */
export class Course {
  /** Epoch milliseconds. */
  finishedAt: number;
  #stopped: string | null = null;
  #spent = 0;
  #calls = 0;
  #reached = 0;
  #done = 0;
  #left = 0;
  readonly #outcomes = new Map<Outcome, number>();
  readonly #skipped = new Map<string, { text: string; contacts: number }>();

  constructor(from: number) {
    this.finishedAt = from;
  }

  called({ freeAt, cost }: { freeAt: number; cost: number }): void {
    this.#calls += 1;
    this.#spent += cost;
    this.#until(freeAt);
  }

  done(outcome: Outcome, wasReached: boolean): void {
    this.#done += 1;
    if (wasReached) this.#reached += 1;
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }

  skipped(at: number, { rule, text }: Reason): void {
    const known = this.#skipped.get(rule) ?? { text, contacts: 0 };
    this.#skipped.set(rule, { ...known, contacts: known.contacts + 1 });
    this.#until(at);
  }

  stop(at: number, reason: string, left: number): void {
    this.#stopped = reason;
    this.#left = left;
    this.#until(at);
  }

  /** In contacts and calls of the whole campaign. */
  told(each: number, hasCosts: boolean): Omit<Forecast, 'finish'> {
    const whole = (count: number) => Math.round(count * each);
    return {
      done: whole(this.#done),
      left: whole(this.#left),
      calls: whole(this.#calls),
      reached: whole(this.#reached),
      outcomes: Object.fromEntries([...this.#outcomes].map(([outcome, count]) => [outcome, whole(count)])),
      cost: hasCosts ? Math.round(this.#spent * 100) / 100 : null,
      skipped: [...this.#skipped]
        .map(([rule, { text, contacts }]) => ({ rule, text, contacts: whole(contacts) }))
        .sort((one, other) => other.contacts - one.contacts),
      stopped: this.#stopped,
    };
  }

  #until(at: number): void {
    this.finishedAt = Math.max(this.finishedAt, at);
  }
}
