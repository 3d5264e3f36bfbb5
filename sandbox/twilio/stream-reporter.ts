import type { Context } from '../context.ts';
import type { Call } from './call.ts';
import { report } from './callback-courier.ts';
import type { StreamVerb } from './stream-verb.ts';

export type StreamEvent = 'stream-started' | 'stream-stopped' | 'stream-error';

/** Sends a stream's status callbacks. Their timestamps are ISO 8601, unlike those of calls. */
export class StreamReporter {
  readonly #context: Context;
  readonly #call: Call;
  readonly #sid: string;
  readonly #order: StreamVerb;

  constructor(context: Context, call: Call, sid: string, order: StreamVerb) {
    this.#context = context;
    this.#call = call;
    this.#sid = sid;
    this.#order = order;
  }

  fire(event: StreamEvent, error?: string): void {
    const { statusCallback, name } = this.#order;
    if (!statusCallback) return;
    const { options } = this.#context;
    const form = {
      AccountSid: options.accountSid,
      CallSid: this.#call.sid,
      StreamSid: this.#sid,
      StreamName: name ?? this.#sid,
      StreamEvent: event,
      Timestamp: new Date().toISOString(),
      ...(error === undefined ? {} : { StreamError: error }),
    };
    report(this.#context, this.#call, { event: `stream:${event}`, target: statusCallback, form });
  }
}
