import { midnightBefore, withinBudget } from '../pacing/budget.ts';
import { nextMoment, windowOf } from '../pacing/next-moment.ts';
import { linesNow } from '../pacing/own-room.ts';
import type { PastCall } from './draw.ts';
import type { Simulation } from './terms.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Where the next call has to wait until then, or cannot be made at all. */
export type Opening = { at: number } | { stopped: string; at: number };

/** What a campaign may use at once: its lines, its pace, its caller ids of a day, its money. */
export class Room {
  readonly #simulation: Pick<Simulation, 'terms' | 'from' | 'each'>;
  /** When the lines of the calls that are up come free, the first one first. */
  readonly #freeAt: number[] = [];
  /** Of the latest starts; those of a day where that is bounded. */
  #started: number[] = [];
  #spent = 0;
  #today = { midnight: 0, spent: 0 };

  constructor(simulation: Pick<Simulation, 'terms' | 'from' | 'each'>) {
    this.#simulation = simulation;
    const { from, terms } = simulation;
    this.#today = { midnight: midnightBefore(from), spent: terms.spent.today };
    this.#spent = terms.spent.inAll;
  }

  /** The first moment from `at` on at which there is room for a call. */
  opening(at: number): Opening {
    if (this.#simulation.terms.lines < 1) return { stopped: 'There is no line for it', at };
    for (let from = at; ; ) {
      const free = this.#afterPace(this.#afterLines(from));
      const pause = this.#pause(free);
      if (!pause) return { at: free };
      if (pause.until === undefined) return { stopped: pause.reason, at: free };
      from = pause.until;
    }
  }

  /** A call begins; answers when its line is free again, and what it costs, with all whom it stands for. */
  take(at: number, call: PastCall): { freeAt: number; cost: number } {
    const { each, terms } = this.#simulation;
    const freeAt = at + call.heldMs * each;
    insert(this.#freeAt, freeAt);
    this.#started.push(at);
    const cost = (call.cost ?? terms.perCall ?? 0) * each;
    const midnight = midnightBefore(at);
    this.#today = { midnight, spent: cost + (midnight === this.#today.midnight ? this.#today.spent : 0) };
    this.#spent += cost;
    return { freeAt, cost };
  }

  #afterLines(from: number): number {
    let at = from;
    while (this.#up(at) >= this.#lines(at)) at = Math.min(this.#freeAt[0] ?? at, this.#nextStep(at));
    return at;
  }

  #up(at: number): number {
    while ((this.#freeAt[0] ?? Number.POSITIVE_INFINITY) <= at) this.#freeAt.shift();
    return this.#freeAt.length;
  }

  #lines(now: number): number {
    const { terms, from } = this.#simulation;
    const { lines, rampUpMinutes } = terms;
    return linesNow({ lines, pacing: { rampUpMinutes }, startedAt: terms.startedAt ?? from, now });
  }

  /** When a campaign that ramps up may have a line more, at the latest. */
  #nextStep(at: number): number {
    const { rampUpMinutes, lines } = this.#simulation.terms;
    if (rampUpMinutes === undefined || this.#lines(at) >= lines) return Number.POSITIVE_INFINITY;
    return at + Math.max(1, (rampUpMinutes * MINUTE_MS) / lines);
  }

  #afterPace(at: number): number {
    const { terms, each } = this.#simulation;
    const { starts, ms } = windowOf(terms.perSecond);
    const moment = nextMoment(this.#started.slice(-starts), { starts, ms: ms * each }, at);
    if (terms.perDay === undefined) {
      this.#started = this.#started.slice(-starts);
      return moment;
    }
    // Each start stands for several numbers that are shown.
    const inADay = Math.max(1, Math.floor(terms.perDay / each));
    const oldest = this.#started.at(-inADay);
    return oldest === undefined ? moment : Math.max(moment, oldest + DAY_MS);
  }

  #pause(now: number) {
    const { terms, each } = this.#simulation;
    const { budget, currency, perCall = 0 } = terms;
    if (!budget) return undefined;
    const today = midnightBefore(now) === this.#today.midnight ? this.#today.spent : 0;
    return withinBudget({
      budget,
      inAll: { spent: this.#spent, reserved: 0 },
      today: { spent: today, reserved: 0 },
      perCall: perCall * each,
      currency,
      up: 0,
      now,
    }).pause;
  }
}

function insert(sorted: number[], value: number): void {
  let index = sorted.length;
  while (index > 0 && (sorted[index - 1] ?? 0) > value) index -= 1;
  sorted.splice(index, 0, value);
}
