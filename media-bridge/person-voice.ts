import type { AgentLine } from './agent-line.ts';
import type { Counters } from './counters.ts';
import type { Limits } from './limits.ts';
import { type Audio, audioMs } from './splice.ts';

const KEY = /^[0-9*#A-D]$/;

/** More keys than any menu asks for; what is pressed beyond is not passed on. */
const MOST_KEYS = 32;

/**
 * What the person says and presses, on its way to the agent. Until the agent is there the newest audio is held, in
 * order; what is older than the bound is dropped, since the agent would otherwise lag behind by it for the whole call.
 * Keys pressed shortly after one another reach the agent as one message, so that a number is a number.
 */
export class PersonVoice {
  readonly #limits: Limits;
  readonly #counters: Counters;
  #agent: AgentLine | undefined;
  #mostHeldMs: number;
  /** Empty once the agent is there. */
  #held: Audio[] = [];
  #heldMs = 0;
  #keys = '';
  #keyTimer: NodeJS.Timeout | undefined;

  constructor(limits: Limits, counters: Counters) {
    this.#limits = limits;
    this.#counters = counters;
    this.#mostHeldMs = limits.earlyAudioMs;
  }

  spoke(audio: Audio): void {
    if (!this.#agent) this.#hold(audio);
    else if (this.#agent.hear(audio)) this.#counters.framesUp++;
    else this.#counters.droppedUp++;
  }

  /** From now on this agent listens; it gets first what was held. */
  reach(agent: AgentLine): void {
    const held = this.#held;
    this.#held = [];
    this.#heldMs = 0;
    this.#agent = agent;
    for (const audio of held) this.spoke(audio);
  }

  /** The agent is lost; what is said from now on is held for another. */
  wait(): void {
    this.#agent = undefined;
    this.#mostHeldMs = this.#limits.resumeAudioMs;
  }

  pressed(key: string): void {
    if (!this.#agent || !KEY.test(key) || this.#keys.length >= MOST_KEYS) {
      this.#counters.ignored++;
      return;
    }
    this.#counters.keys++;
    this.#keys += key;
    clearTimeout(this.#keyTimer);
    this.#keyTimer = setTimeout(this.#tellKeys, this.#limits.keyPauseMs);
  }

  stop(): void {
    clearTimeout(this.#keyTimer);
    this.#held = [];
  }

  #hold(audio: Audio): void {
    this.#held.push(audio);
    this.#heldMs += msOf(audio);
    while (this.#heldMs > this.#mostHeldMs && this.#held.length > 1) {
      const oldest = this.#held.shift();
      this.#heldMs -= oldest ? msOf(oldest) : 0;
      this.#counters.droppedUp++;
    }
  }

  #tellKeys = (): void => {
    const keys = [...this.#keys].join(' ');
    this.#keys = '';
    this.#agent?.tell(`(The person pressed on the phone's keypad: ${keys})`);
  };
}

function msOf({ start, end }: Audio): number {
  return audioMs(end - start);
}
