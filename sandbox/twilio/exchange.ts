import type { Context } from '../context.ts';
import { behaviourOf, endingOf, REFUSED_NUMBERS } from '../scenario.ts';
import { ApiError, tooManyRequests } from './api-error.ts';
import { type Call, hasEnded, notify } from './call.ts';
import { type CallOrder, readOrder } from './call-order.ts';
import { CallRunner } from './call-runner.ts';
import { DialQueue } from './dial-queue.ts';
import { type Fields, one } from './form.ts';
import { Recordings } from './recordings.ts';
import { newSid } from './sids.ts';

/** Ended calls beyond so many are forgotten, oldest first. */
const KEPT = 20_000;

export interface Accepted {
  runner: CallRunner;
  /** How the request is answered. */
  answer: 'now' | 'late' | 'reset';
}

/** The telephone exchange: takes orders, keeps all calls, dials them at the account's pace. */
export class Exchange {
  readonly recordings: Recordings;
  readonly #context: Context;
  readonly #queue: DialQueue<CallRunner>;
  readonly #runners = new Map<string, CallRunner>();
  readonly #callsTo = new Map<string, number>();
  readonly #turnedAwayOnce = new Set<string>();
  /** Answers to the next creates, set from outside. */
  readonly #faults: ApiError[] = [];

  constructor(context: Context) {
    this.#context = context;
    this.recordings = new Recordings(context);
    this.#queue = new DialQueue(context.options.cps, (runner) => runner.dial());
  }

  /** Checks an order and accepts it, or throws what Twilio would answer. Nothing is dialed yet. */
  accept(fields: Fields): Accepted {
    try {
      return this.#accept(fields);
    } catch (error) {
      if (error instanceof ApiError) {
        this.#context.referee.refused({
          to: one(fields, 'To') ?? null,
          status: error.status,
          code: error.code,
        });
      }
      throw error;
    }
  }

  /** Puts an accepted call into the queue. */
  enqueue(runner: CallRunner): void {
    if (!hasEnded(runner.call)) this.#queue.add(runner);
  }

  find(sid: string): CallRunner | undefined {
    return this.#runners.get(sid);
  }

  forget(sid: string): void {
    this.#runners.delete(sid);
  }

  /** Newest first. */
  calls(): Call[] {
    return [...this.#runners.values()].map((runner) => runner.call).reverse();
  }

  /** Ends a call that waits or rings. */
  cancel(runner: CallRunner): void {
    this.#queue.remove(runner);
    runner.cancel();
  }

  hangUp(runner: CallRunner): void {
    this.#queue.remove(runner);
    runner.hangUp();
  }

  /** The next creates fail so. */
  failNext(count: number, error: ApiError): void {
    for (let nth = 0; nth < count; nth++) this.#faults.push(error);
  }

  /** Forgets what has ended, and what each number has seen; calls that are up go on. */
  reset(): void {
    for (const [sid, { call }] of this.#runners) if (hasEnded(call)) this.#runners.delete(sid);
    this.#callsTo.clear();
    this.#turnedAwayOnce.clear();
    this.#faults.length = 0;
    this.recordings.clear();
  }

  close(): void {
    this.#queue.close();
    for (const runner of this.#runners.values()) runner.end('canceled', 'closing', 487);
  }

  #accept(fields: Fields): Accepted {
    const fault = this.#faults.shift();
    if (fault) throw fault;
    const order = readOrder(fields, this.#context.options.callerIds);
    this.#refuseByNumber(order.to);
    const runner = this.#open(order);
    const { create } = runner.call.ending;
    if (create === 'late answer') return { runner, answer: 'late' };
    return { runner, answer: create === 'reset' ? 'reset' : 'now' };
  }

  #refuseByNumber(to: string): void {
    const code = REFUSED_NUMBERS[to];
    if (code !== undefined) throw new ApiError(400, code, `The number ${to} cannot be called (${code}).`);
    const { create } = endingOf(to);
    if (create === 'refused') {
      throw new ApiError(400, 21211, `The phone number you are attempting to call, ${to}, is not valid.`);
    }
    if (create === '429 at first' && !this.#turnedAwayOnce.has(to)) {
      this.#turnedAwayOnce.add(to);
      throw tooManyRequests();
    }
  }

  #open(order: CallOrder): CallRunner {
    const earlierCalls = this.#callsTo.get(order.to) ?? 0;
    this.#callsTo.set(order.to, earlierCalls + 1);
    const call = this.#newCall(order, earlierCalls);
    const runner = new CallRunner(this.#context, this.recordings, call, earlierCalls);
    this.#runners.set(call.sid, runner);
    this.#forgetOldest();
    for (const code of order.warnings) notify(call, 1, code, 'Accepted, but not as asked');
    return runner;
  }

  #newCall(order: CallOrder, earlierCalls: number): Call {
    const sid = newSid('CA');
    const ending = endingOf(order.to);
    const notes = this.#context.referee.created({
      sid,
      to: order.to,
      from: order.from,
      ending: ending.name,
      statusCallback: order.status?.url ?? null,
    });
    const now = new Date();
    return {
      sid,
      order,
      ending,
      behaviour: behaviourOf(ending, earlierCalls),
      status: 'queued',
      createdAt: now,
      updatedAt: now,
      queueMs: Math.round(this.#queue.waitMs),
      notifications: [],
      notes,
    };
  }

  #forgetOldest(): void {
    const [oldest] = this.#runners;
    if (this.#runners.size > KEPT && oldest && hasEnded(oldest[1].call)) this.#runners.delete(oldest[0]);
  }
}
