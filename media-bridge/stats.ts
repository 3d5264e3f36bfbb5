import type { StreamEndReason } from '../contracts/call-event.ts';
import type { Refusal } from './admission.ts';
import { addCounters, type Counters, newCounters } from './counters.ts';
import { Measure } from './measure.ts';

/** What is left of a stream when it is over. */
export interface StreamSummary {
  reason: StreamEndReason;
  counters: Counters;
  /** From `start` to the agent's first audio handed to Twilio; undefined when there was none. */
  firstAudioMs: number | undefined;
}

/** What the bridge did since its start; `GET /stats` answers with it. No private data. */
export class Stats {
  readonly #sum = newCounters();
  readonly #ended: Partial<Record<StreamEndReason, number>> = {};
  readonly #refused: Record<string, number> = {};
  readonly #refusals: Partial<Record<Refusal, number>> = {};
  /** From `start` to the agent's first audio, of streams that are over. */
  readonly firstAudio = new Measure([250, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000]);
  readonly #firstAudio = { streams: 0, totalMs: 0, maxMs: 0 };
  #begun = 0;

  begun(): void {
    this.#begun++;
  }

  /** @param status HTTP status that an upgrade was refused with */
  refused(reason: Refusal, status: number): void {
    this.#refused[status] = (this.#refused[status] ?? 0) + 1;
    this.#refusals[reason] = (this.#refusals[reason] ?? 0) + 1;
  }

  ended({ reason, counters, firstAudioMs }: StreamSummary): void {
    this.#ended[reason] = (this.#ended[reason] ?? 0) + 1;
    addCounters(this.#sum, counters);
    if (firstAudioMs === undefined) return;
    this.firstAudio.observe(firstAudioMs);
    this.#firstAudio.streams++;
    this.#firstAudio.totalMs += firstAudioMs;
    this.#firstAudio.maxMs = Math.max(this.#firstAudio.maxMs, firstAudioMs);
  }

  /** @param running counters of the streams that are up, which the sum includes */
  view(running: Iterable<Counters>) {
    const counters = newCounters();
    addCounters(counters, this.#sum);
    for (const one of running) addCounters(counters, one);
    return {
      streamsBegun: this.#begun,
      ended: this.#ended,
      refused: this.#refused,
      refusals: this.#refusals,
      firstAudio: this.#firstAudio,
      counters,
    };
  }
}
