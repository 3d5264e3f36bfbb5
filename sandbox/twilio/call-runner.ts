import type { Context } from '../context.ts';
import { createCallee } from '../people/create-callee.ts';
import { createRandom, type Random } from '../random.ts';
import { Timers } from '../timers.ts';
import { AnsweredLine } from './answered-line.ts';
import { ApiError } from './api-error.ts';
import {
  type Call,
  type EndedBy,
  type FinalStatus,
  hasEnded,
  notify,
  personsNumber,
  priceOf,
} from './call.ts';
import type { Instructions, RecordingOrder } from './call-order.ts';
import { detect } from './machine-detection.ts';
import type { Recording, Recordings } from './recordings.ts';
import { finalForm, StatusReporter } from './status-reporter.ts';
import { type Document, obtain } from './twiml-document.ts';

/** After the network has lost a line, its call is taken down. */
const LOSS_NOTICED_AFTER = 600;

/** What a person does who calls us. */
export interface CallersPlan {
  /** Keys pressed when first spoken to. */
  presses?: string;
  /** Hangs up so long after the answer, milliseconds. */
  hangUpAfterMs?: number;
}

/**
 * The life of one call: queued → ringing → in-progress → a final status, or straight to one. It owns the call's timers, its
 * line and its stream, and ends exactly once, whoever ends it.
 */
export class CallRunner {
  readonly call: Call;
  readonly #context: Context;
  readonly #recordings: Recordings;
  readonly #random: Random;
  readonly #reporter: StatusReporter;
  readonly #plan: CallersPlan;
  readonly #timers = new Timers();
  /** Stops the request for the instructions of a call that comes in. */
  readonly #leaving = new AbortController();
  #answered: AnsweredLine | undefined;

  constructor(context: Context, recordings: Recordings, call: Call, plan: CallersPlan = {}) {
    this.call = call;
    this.#context = context;
    this.#recordings = recordings;
    this.#plan = plan;
    this.#random = createRandom(context.options.seed, personsNumber(call), call.nth);
    this.#reporter = new StatusReporter(context, call);
  }

  /** The call waits for its turn to be dialed, but not for ever. */
  wait(onGivenUp: () => void): void {
    this.#timers.after(this.#context.options.timings.longestQueued, () => {
      onGivenUp();
      this.end('canceled', 'queue limit', 487);
    });
  }

  /** The call leaves the queue. */
  dial(): void {
    const { referee, options } = this.#context;
    this.#timers.clear();
    this.call.dialedAt = new Date();
    this.call.queueMs = this.call.dialedAt.getTime() - this.call.createdAt.getTime();
    if (referee.callsUp >= options.maxCalls) {
      notify(this.call, 0, 10004, 'Call concurrency limit exceeded');
      this.end('failed', 'concurrency', 503);
      return;
    }
    referee.dialed(this.call.notes);
    this.#touch();
    this.#reporter.fire('initiated', 'initiated');
    const { timings } = options;
    const { behaviour } = this.call;
    if (behaviour.kind === 'busy') this.#later(timings.dialToBusy, () => this.end('busy', 'network', 486));
    else if (behaviour.kind === 'fails') this.#later(timings.dialToFailed, () => this.#fail(behaviour.why));
    else this.#later(timings.dialToRinging, () => this.#ring());
  }

  /** A person calls: our instructions are asked for while it rings, and playing them answers the call. */
  async arrive(): Promise<void> {
    this.call.dialedAt = new Date();
    this.call.status = 'ringing';
    this.call.ringingAt = this.call.dialedAt;
    this.call.notes.ringingAt = this.call.dialedAt.getTime();
    this.#touch();
    const { instructions } = this.call.order;
    const document = await obtain(this.#context, this.call, instructions, this.#leaving.signal).catch(
      () => undefined,
    );
    const [first] = document?.verbs ?? [];
    if (!document || hasEnded(this.call)) return;
    if (first?.name === 'Reject') {
      this.end(first.attributes.reason === 'busy' ? 'busy' : 'no-answer', 'twiml', 486);
      return;
    }
    this.#answer(document);
    const { hangUpAfterMs } = this.#plan;
    if (hangUpAfterMs !== undefined)
      this.#timers.after(hangUpAfterMs, () => this.end('completed', 'person', 200));
  }

  /** Ends a call that waits or rings; one in progress is left alone. */
  cancel(): void {
    if (!this.call.answeredAt) this.end('canceled', 'api', 487);
  }

  hangUp(): void {
    this.end(this.call.answeredAt ? 'completed' : 'canceled', 'api', this.call.answeredAt ? 200 : 487);
  }

  /** Other instructions take the place of those being played, or of those to be played when it is answered. */
  redirect(instructions: Instructions): void {
    this.call.order.instructions = instructions;
    if (this.#answered) this.#play(this.#answered, instructions);
  }

  /** Starts a recording of a call in progress; otherwise Twilio's refusal. */
  record(order: RecordingOrder): Recording {
    if (!this.#answered) throw new ApiError(400, 21220, 'Requested resource is not eligible for recording');
    return this.#answered.record(order);
  }

  end(status: FinalStatus, by: EndedBy, sipCode: number): void {
    if (hasEnded(this.call)) return;
    const wasDialed = this.call.dialedAt !== undefined;
    this.#timers.clear();
    this.#leaving.abort();
    Object.assign(this.call, { endedAt: new Date(), endedBy: by, status, sipCode });
    this.#touch();
    this.#note(status, by, wasDialed);
    const recordingForm = this.#answered?.close() ?? {};
    // Calls are kept long after their end; their sound is not.
    this.#answered = undefined;
    // A call that is canceled in the queue sends no callback at all.
    if (!wasDialed || by === 'closing') return;
    this.#reporter.fire('completed', status, { ...finalForm(this.call, sipCode), ...recordingForm });
  }

  #note(status: FinalStatus, by: EndedBy, wasDialed: boolean): void {
    const { referee, options } = this.#context;
    const { notes } = this.call;
    referee.ended(notes, status, by);
    notes.price = priceOf(this.call);
    if (!wasDialed) notes.canceledInQueue = true;
    if (this.#context.insights === 'off') this.call.withoutInsights = true;
    options.log.debug({ callSid: this.call.sid, ending: this.call.ending.name, status, by }, 'a call ended');
  }

  #fail(why: 'analytics' | undefined): void {
    if (why) notify(this.call, 0, 32017, 'Call blocked by carrier analytics');
    this.end('failed', 'network', why ? 608 : 404);
  }

  #ring(): void {
    const { timings } = this.#context.options;
    const { behaviour, order } = this.call;
    this.call.status = 'ringing';
    this.call.ringingAt = new Date();
    this.call.notes.ringingAt = this.call.ringingAt.getTime();
    this.#touch();
    this.#reporter.fire('ringing', 'ringing', { StirStatus: 'A' });
    const extra = behaviour.kind === 'rings out' && behaviour.longer ? timings.extraRing : 0;
    const givesUp = Math.min(order.timeout * 1000, timings.longestRing) + extra;
    if (behaviour.kind === 'answers') this.#later(timings.ringToAnswer, () => this.#pickUp());
    if (behaviour.kind === 'machine') this.#later(timings.ringToMachine, () => this.#pickUp());
    if (behaviour.kind === 'rejects') {
      this.#later(timings.ringToRejected, () => this.end('no-answer', 'person', 603));
    }
    this.#timers.after(givesUp, () => {
      if (this.call.status === 'ringing') this.end('no-answer', 'network', 487);
    });
  }

  #pickUp(): void {
    if (this.call.status === 'ringing') this.#answer(this.call.order.instructions);
  }

  #answer(instructions: Instructions | Document): void {
    const { call } = this;
    call.status = 'in-progress';
    call.answeredAt = new Date();
    call.notes.answeredAt = call.answeredAt.getTime();
    this.#touch();
    this.#reporter.fire('answered', 'in-progress', { StirStatus: 'A' });
    this.#timers.after(call.order.timeLimit * 1000, () => this.end('completed', 'time limit', 200));
    const answered = this.#openLine();
    this.#answered = answered;
    this.#planLoss(answered);
    const decided = detect(this.#context, call, this.#timers, this.#random);
    const play = () => this.#play(answered, 'verbs' in instructions ? instructions : call.order.instructions);
    if (call.order.detection && !call.order.detection.async) void decided.then(play);
    else play();
  }

  #openLine(): AnsweredLine {
    const { call } = this;
    const answered = new AnsweredLine({
      context: this.#context,
      call,
      callee: createCallee(call.behaviour, this.#random, this.#plan.presses),
      recordings: this.#recordings,
      random: this.#random,
      onHangUp: () => this.end('completed', 'person', 200),
    });
    if (call.order.recording) answered.record(call.order.recording);
    return answered;
  }

  #planLoss(answered: AnsweredLine): void {
    const { behaviour } = this.call;
    const { timings } = this.#context.options;
    if (behaviour.kind !== 'answers' || !behaviour.loss) return;
    const lose = () => this.end('completed', 'network', 200);
    if (behaviour.loss === 'before the verdict') this.#later(timings.answerToLoss, lose);
    else {
      this.#later(timings.answerToBreak, () => {
        answered.breakOff();
        this.#timers.after(LOSS_NOTICED_AFTER, lose);
      });
    }
  }

  #play(answered: AnsweredLine, instructions: Instructions | Document): void {
    if (hasEnded(this.call)) return;
    void answered.play(instructions).then((undisturbed) => {
      if (undisturbed) this.end('completed', 'twiml', 200);
    });
  }

  #later(range: readonly [number, number], act: () => void): void {
    this.#timers.after(this.#random.between(range), act);
  }

  #touch(): void {
    this.call.updatedAt = new Date();
    this.call.notes.status = this.call.status;
  }
}
