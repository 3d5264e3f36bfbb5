import type { Logger } from '../platform/log.ts';
import type { Counters } from './counters.ts';
import { type AgentEvents, ElevenLabsAgent } from './elevenlabs-agent.ts';
import { type AgentClose, mayReopen } from './end-reasons.ts';
import type { Limits } from './limits.ts';
import { type ElevenLabsAccess, fetchSignedUrl } from './signed-url.ts';
import type { Audio } from './splice.ts';
import type { CallPlan } from './stream-start.ts';

export interface AgentLineDeps {
  elevenLabs: ElevenLabsAccess;
  limits: Limits;
  log: Logger;
}

const NORMAL = 1000;

/**
 * The way to the agent for one call: a signed address, then a socket, and one more try of both when the first fails
 * before the agent is there. `closed` is told exactly once, after which nothing more comes.
 */
export class AgentLine {
  readonly #callId: string;
  readonly #plan: CallPlan;
  readonly #events: AgentEvents;
  readonly #deps: AgentLineDeps;
  readonly #counters: Counters;
  readonly #closing = new AbortController();
  #reopened = false;
  #agent: ElevenLabsAgent | undefined;

  constructor(callId: string, plan: CallPlan, events: AgentEvents, deps: AgentLineDeps, counters: Counters) {
    this.#callId = callId;
    this.#plan = plan;
    this.#events = events;
    this.#deps = deps;
    this.#counters = counters;
    void this.#open();
  }

  /** Sends the person's audio; false when the agent's side does not take it fast enough. */
  hear(audio: Audio): boolean {
    return this.#agent?.hear(audio) ?? false;
  }

  /** A text that the agent answers like something the person said. */
  tell(text: string): void {
    this.#agent?.tell(text);
  }

  /** A fact that the agent takes into account without answering it. */
  inform(text: string): void {
    this.#agent?.inform(text);
  }

  close(): void {
    this.#closing.abort();
    this.#agent?.close();
  }

  /** Never rejects. */
  async #open(): Promise<void> {
    const { elevenLabs, limits, log } = this.#deps;
    const { signal } = this.#closing;
    try {
      const url = await fetchSignedUrl(elevenLabs, this.#plan.agentId, limits.signedUrlMs, signal);
      signal.throwIfAborted();
      const { variables, override } = this.#plan;
      const initiation = { callId: this.#callId, variables, override };
      const events = { ...this.#events, closed: this.#onClosed };
      this.#agent = new ElevenLabsAgent(url, initiation, events, limits, this.#counters);
    } catch (error) {
      if (!signal.aborted) {
        const fault = error instanceof Error ? error.message : 'unknown';
        log.warn({ callId: this.#callId, fault }, 'no signed address for the agent');
      }
      this.#events.closed({ code: 1006, ready: false, errorType: undefined });
    }
  }

  #onClosed = (close: AgentClose): void => {
    if (close.code !== NORMAL && !this.#closing.signal.aborted) {
      this.#deps.log.warn({ callId: this.#callId, ...close }, "the agent's socket closed with a fault");
    }
    if (!this.#reopened && mayReopen(close) && !this.#closing.signal.aborted) {
      this.#reopened = true;
      this.#counters.agentReopened++;
      void this.#open();
      return;
    }
    this.#events.closed(close);
  };
}
