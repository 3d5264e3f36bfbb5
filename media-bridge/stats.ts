import type { StreamEndReason } from '../contracts/call-event.ts';
import { addCounters, type Counters, newCounters } from './counters.ts';

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
  readonly #firstAudio = { streams: 0, totalMs: 0, maxMs: 0 };
  #begun = 0;

  begun(): void {
    this.#begun++;
  }

  /** @param status HTTP status that an upgrade was refused with */
  refused(status: number): void {
    this.#refused[status] = (this.#refused[status] ?? 0) + 1;
  }

  ended({ reason, counters, firstAudioMs }: StreamSummary): void {
    this.#ended[reason] = (this.#ended[reason] ?? 0) + 1;
    addCounters(this.#sum, counters);
    if (firstAudioMs === undefined) return;
    this.#firstAudio.streams++;
    this.#firstAudio.totalMs += firstAudioMs;
    this.#firstAudio.maxMs = Math.max(this.#firstAudio.maxMs, firstAudioMs);
  }

  /** @param running counters of the streams that are up, which the sum includes */
  view(running: Iterable<Counters>) {
    const counters = { ...this.#sum };
    for (const one of running) addCounters(counters, one);
    return {
      streamsBegun: this.#begun,
      ended: this.#ended,
      refused: this.#refused,
      firstAudio: this.#firstAudio,
      counters,
    };
  }
}
