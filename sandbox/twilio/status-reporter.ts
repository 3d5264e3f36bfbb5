import { randomUUID } from 'node:crypto';
import type { Context } from '../context.ts';
import { type Call, secondsOf } from './call.ts';
import type { StatusEvent } from './call-order.ts';
import { report } from './callback-courier.ts';
import { callForm } from './callback-form.ts';
import { rfc2822 } from './dates.ts';

/** A double comes so long after the first; what is reordered is held back so long after the final callback. */
const DOUBLE_AFTER = 300;
const REORDERED_AFTER = 250;

/**
 * Sends a call's status callbacks: only events that were asked for, numbered from 0 in the order in which they fired.
 * A number's ending may have them lost, doubled or reordered; sequence and timestamp stay true then.
 */
export class StatusReporter {
  readonly #context: Context;
  readonly #call: Call;
  #sequence = 0;
  #heldBack: { event: StatusEvent; form: Record<string, string> }[] = [];

  constructor(context: Context, call: Call) {
    this.#context = context;
    this.#call = call;
  }

  /** @param more parameters of this event, such as those of the final one */
  fire(event: StatusEvent, status: string, more: Record<string, string> = {}): void {
    const { status: target } = this.#call.order;
    if (!target?.events.has(event)) return;
    const form = {
      ...callForm(this.#call, this.#context.options.accountSid, status),
      ...more,
      Timestamp: rfc2822(new Date()),
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(this.#sequence++),
    };
    this.#dispatch(event, form);
  }

  #dispatch(event: StatusEvent, form: Record<string, string>): void {
    const { callbacks } = this.#call.ending;
    if (callbacks === 'lost' && event === 'completed') {
      this.#call.notes.callbacks.push({
        event: `status:${event}`,
        at: Date.now(),
        result: 'withheld',
        attempts: 0,
      });
      return;
    }
    if (callbacks === 'reordered' && (event === 'ringing' || event === 'answered')) {
      this.#heldBack.unshift({ event, form });
      return;
    }
    const token = randomUUID();
    this.#send(event, form, token);
    if (callbacks === 'doubled')
      this.#context.timers.after(DOUBLE_AFTER, () => this.#send(event, form, token));
    if (event === 'completed') this.#releaseHeldBack();
  }

  #releaseHeldBack(): void {
    this.#heldBack.forEach(({ event, form }, index) => {
      this.#context.timers.after(REORDERED_AFTER * (index + 1), () => this.#send(event, form, randomUUID()));
    });
    this.#heldBack = [];
  }

  #send(event: StatusEvent, form: Record<string, string>, idempotencyToken: string): void {
    const { status: target } = this.#call.order;
    if (target)
      report(this.#context, this.#call, { event: `status:${event}`, target, form, idempotencyToken });
  }
}

/** Parameters of the final callback: `CallDuration` is seconds, `Duration` billed minutes. */
export function finalForm(call: Call, sipCode: number): Record<string, string> {
  const seconds = secondsOf(call);
  return {
    CallDuration: String(seconds),
    Duration: String(Math.ceil(seconds / 60)),
    SipResponseCode: String(sipCode),
    ...(call.answeredBy ? { AnsweredBy: call.answeredBy } : {}),
  };
}
