import type { Counters } from './counters.ts';
import type { Limits } from './limits.ts';
import { Playback } from './playback.ts';
import type { AgentAudio } from './splice.ts';
import type { TwilioStream } from './twilio-stream.ts';

/** One moment on two clocks: epoch milliseconds for others, `performance.now` for measuring from. */
interface FirstSound {
  at: number;
  monotonicMs: number;
}

/**
 * The agent's audio on its way to the person: what is passed on, what comes too late, when a mark asks how far Twilio
 * has played. The mark's timer belongs to it; `stop` releases that.
 */
export class AgentVoice {
  readonly #twilio: TwilioStream;
  readonly #limits: Limits;
  readonly #counters: Counters;
  readonly #playback = new Playback();
  #markTimer: NodeJS.Timeout | undefined;
  #first: FirstSound | undefined;
  /** The last mark, and when Twilio must have played all before it. */
  #lastMark: { name: string; dueAt: number } | undefined;

  constructor(twilio: TwilioStream, limits: Limits, counters: Counters) {
    this.#twilio = twilio;
    this.#limits = limits;
    this.#counters = counters;
  }

  /** When the first audio was passed on; undefined before it. */
  get first(): FirstSound | undefined {
    return this.#first;
  }

  /** Another agent speaks from now on. */
  newAgent(): void {
    this.#playback.newAgent();
  }

  /** Passes on the agent's audio, unless its turn was interrupted or Twilio has too much already. */
  play(audio: AgentAudio): void {
    if (!this.#playback.accepts(audio.eventId)) {
      this.#counters.lateDown++;
      return;
    }
    const now = performance.now();
    const isFull = this.#playback.remainingMs(now) > this.#limits.twilioQueueMs;
    if (isFull || !this.#twilio.play(audio)) {
      this.#counters.droppedDown++;
      return;
    }
    this.#counters.framesDown++;
    this.#counters.measures.agentSpoke(now);
    this.#first ??= { at: Date.now(), monotonicMs: now };
    this.#playback.queued(audio.end - audio.start, now);
    if (this.#markTimer) this.#markTimer.refresh();
    else this.#markTimer = setTimeout(this.mark, this.#limits.markAfterMs);
  }

  /** Asks Twilio to tell when everything passed on so far has been played. */
  mark = (): void => {
    this.stop();
    const name = this.#playback.takeMark();
    if (name === undefined) return;
    this.#counters.marksSent++;
    this.#twilio.mark(name);
    const now = performance.now();
    this.#lastMark = { name, dueAt: now + this.#playback.remainingMs(now) };
  };

  echoed(name: string): void {
    if (this.#playback.echoed(name) !== 'played') return;
    this.#counters.marksPlayed++;
    if (name !== this.#lastMark?.name) return;
    this.#counters.measures.markTrip.observe(Math.max(0, performance.now() - this.#lastMark.dueAt));
  }

  /** Silences every turn up to this one, at once; answers whether the person had not yet heard all of it. */
  interrupt(eventId: number): boolean {
    this.#twilio.clear();
    this.stop();
    this.#counters.interruptions++;
    const wasCutOff = !this.#playback.isDone();
    this.#playback.interrupted(eventId, performance.now());
    return wasCutOff;
  }

  /** Milliseconds until the person has heard everything, as an estimate; 0 when Twilio has said that it is so. */
  remainingMs(): number {
    return this.#playback.isDone() ? 0 : Math.max(1, this.#playback.remainingMs(performance.now()));
  }

  stop(): void {
    clearTimeout(this.#markTimer);
    this.#markTimer = undefined;
  }
}
