import type { Ending } from '../behaviour.ts';
import type { Context } from '../context.ts';
import { behaviourOf, endingOf, REFUSED_NUMBERS } from '../scenario.ts';
import { ApiError, serverError, tooManyRequests, unavailable } from './api-error.ts';
import { type Call, hasEnded, notify, personsNumber, priceOf } from './call.ts';
import { type CallOrder, readOrder } from './call-order.ts';
import { type CallersPlan, CallRunner } from './call-runner.ts';
import { DialQueue } from './dial-queue.ts';
import { type Fields, one } from './form.ts';
import { Holds } from './holds.ts';
import { Recordings } from './recordings.ts';
import { newSid } from './sids.ts';

/** Ended calls beyond so many are forgotten, oldest first. */
const KEPT = 20_000;

export interface Accepted {
  runner: CallRunner;
  /** How the request is answered. */
  answer: 'now' | 'late' | 'reset' | 'held' | '500 after';
}

/** Before the first call; dollars. */
const OPENING_BALANCE = 1000;

/** The telephone exchange: takes orders, keeps all calls, dials them at the account's pace. */
export class Exchange {
  readonly recordings: Recordings;
  readonly holds: Holds;
  readonly #context: Context;
  readonly #queue: DialQueue<CallRunner>;
  readonly #runners = new Map<string, CallRunner>();
  readonly #callsTo = new Map<string, number>();
  /** Prices of calls that are forgotten; negative dollars. */
  #spentBefore = 0;
  readonly #turnedAwayOnce = new Set<string>();
  /** Answers to the next creates, set from outside. */
  readonly #faults: ApiError[] = [];

  constructor(context: Context) {
    this.#context = context;
    this.recordings = new Recordings(context);
    this.holds = new Holds(context.timers);
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
    if (hasEnded(runner.call)) return;
    runner.wait(() => this.#queue.remove(runner));
    this.#queue.add(runner);
  }

  /** A person calls the account's number. */
  connect(order: CallOrder, ending: Ending, plan: CallersPlan): CallRunner {
    const runner = this.#open(order, 'inbound', ending, plan);
    void runner.arrive();
    return runner;
  }

  /** What is left of the account's money after the calls whose price is known, dollars. */
  get balance(): number {
    const known = Date.now() - this.#context.options.timings.endToPrice;
    let left = OPENING_BALANCE + this.#spentBefore;
    for (const { call } of this.#runners.values()) {
      if (call.endedAt && call.endedAt.getTime() <= known) left += Number(priceOf(call) ?? 0);
    }
    return left;
  }

  find(sid: string): CallRunner | undefined {
    return this.#runners.get(sid);
  }

  forget(sid: string): void {
    const runner = this.#runners.get(sid);
    if (!runner) return;
    // What it cost stays spent.
    this.#spentBefore += Number(priceOf(runner.call) ?? 0);
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
    this.#spentBefore = 0;
    this.holds.releaseAll();
    this.recordings.clear();
  }

  close(): void {
    this.#queue.close();
    for (const runner of this.#runners.values()) runner.end('canceled', 'closing', 487);
  }

  #accept(fields: Fields): Accepted {
    const fault = this.#faults.shift();
    if (fault) throw fault;
    const { callerIds, verifiedIds } = this.#context.options;
    const order = readOrder(fields, [...callerIds, ...verifiedIds]);
    this.#refuseByNumber(order.to);
    this.#refuseOverLimit();
    const drawn = this.#context.faults.onCreate(order.to);
    if (drawn === '429') throw tooManyRequests();
    if (drawn === '500') throw serverError();
    if (drawn === '503') throw unavailable();
    const runner = this.#open(order, 'outbound-api', endingOf(order.to));
    return { runner, answer: this.#answerTo(runner, drawn) };
  }

  #answerTo({ call }: CallRunner, drawn: '500 after' | 'reset' | 'late' | undefined): Accepted['answer'] {
    if (this.holds.takes()) return 'held';
    if (drawn) return drawn;
    if (call.ending.create === 'late answer') return 'late';
    return call.ending.create === 'reset' ? 'reset' : 'now';
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

  #refuseOverLimit(): void {
    const { options, referee } = this.#context;
    if (options.overLimit === 'refused' && referee.callsUp >= options.maxCalls) {
      throw new ApiError(400, 10004, 'Call concurrency limit exceeded');
    }
  }

  #open(order: CallOrder, direction: Call['direction'], ending: Ending, plan?: CallersPlan): CallRunner {
    const call = this.#newCall(order, direction, ending);
    const runner = new CallRunner(this.#context, this.recordings, call, plan);
    this.#runners.set(call.sid, runner);
    this.#forgetOldest();
    for (const code of order.warnings) notify(call, 1, code, 'Accepted, but not as asked');
    return runner;
  }

  #newCall(order: CallOrder, direction: Call['direction'], ending: Ending): Call {
    const sid = newSid('CA');
    const begun = {
      sid,
      to: order.to,
      from: order.from,
      ending: ending.name,
      statusCallback: order.status?.url ?? null,
    };
    const { referee } = this.#context;
    const now = new Date();
    const nth = this.#countCall(`${direction} ${personsNumber({ direction, order })}`);
    return {
      sid,
      direction,
      nth,
      order,
      ending,
      behaviour: behaviourOf(ending, nth),
      status: 'queued',
      createdAt: now,
      updatedAt: now,
      queueMs: direction === 'inbound' ? 0 : Math.round(this.#queue.waitMs),
      notifications: [],
      requests: [],
      eventsSoFar: new Map(),
      heldBack: [],
      notes: direction === 'inbound' ? referee.called(begun) : referee.created(begun),
    };
  }

  #countCall(key: string): number {
    const before = this.#callsTo.get(key) ?? 0;
    this.#callsTo.set(key, before + 1);
    return before;
  }

  #forgetOldest(): void {
    const [oldest] = this.#runners;
    if (this.#runners.size > KEPT && oldest && hasEnded(oldest[1].call)) this.forget(oldest[0]);
  }
}
