import { Ear } from '../audio/ear.ts';
import { FRAME_BYTES, FRAME_MS } from '../audio/mulaw.ts';
import type { Random } from '../random.ts';
import { personSays } from '../voices/phrase-book.ts';
import type { Act, Callee } from './callee.ts';
import { NUDGE, type Part, type Step } from './lines.ts';

/** Times in milliseconds that make a listener: how long after a pause one speaks, and when one gives up. */
const GREETS_AFTER = [240, 380] as const;
const ANSWERS_AFTER = [420, 620] as const;
const INTERRUPTS_AFTER = [800, 1100] as const;
/** Less sound than this from the agent is no turn that wants an answer. */
const SHORTEST_TURN = 200;
const HANGS_UP_AFTER = 700;
const NUDGES_AFTER = 5000;
/** From one key to the next. */
const KEY_FRAMES = 15;
/** Longer than an agent thinks (its turn time-out is 7 s), so that an agent that means to go on can. */
const GIVES_UP_AFTER = 9000;

/**
 * A person on the telephone. Greets, then listens: when the agent has spoken and paused, says the next sentence. When the
 * sentences are used up, waits for the agent to hang up, or hangs up (see `Part.end`). When nothing is heard, asks once
 * whether anybody is there and then gives up.
 */
export class Person implements Callee {
  readonly #part: Part;
  readonly #ear: Ear;
  readonly #greetsAfter: number;
  readonly #interruptsAfter: number;
  #interrupted = false;
  #nudged = false;
  #nextSentence = 0;
  /** What is being said, and how far it has got; undefined while listening. */
  #saying: { audio: Buffer; at: number; breaksOffAt: number } | undefined;
  /** Keys still to be pressed, and frames until the next. */
  #keys: string[] = [];
  #keyPause = 0;
  /** Since answering, or since last speaking. */
  #listeningMs = 0;
  /** The same, but only while nobody speaks. */
  #idleMs = 0;
  #agentHasSpoken = false;

  constructor(part: Part, random: Random) {
    this.#part = part;
    this.#greetsAfter = random.between(GREETS_AFTER);
    this.#ear = new Ear(random.between(ANSWERS_AFTER));
    this.#interruptsAfter = random.between(INTERRUPTS_AFTER);
  }

  next(audible: boolean): Act {
    const heard = this.#ear.hear(audible);
    if (this.#saying) return this.#goOn(this.#saying);
    if (this.#keys.length > 0) return this.#press();
    this.#listeningMs += FRAME_MS;
    this.#idleMs = this.#ear.speaking ? 0 : this.#idleMs + FRAME_MS;
    if (heard === 'ended' && this.#ear.soundMs >= SHORTEST_TURN) this.#agentHasSpoken = true;
    const step = this.#whatToDo(heard === 'ended');
    if (typeof step === 'string') return this.#begin(step);
    if (step) return this.#reachForKeys(step.presses);
    return { hangsUp: this.#isDone() };
  }

  #whatToDo(agentPaused: boolean): Step | undefined {
    const { says, greets } = this.#part;
    if (this.#nextSentence === 0 && says.length > 0 && greets !== false) return this.#greet();
    if (this.#wantsToInterrupt()) {
      this.#interrupted = true;
      return this.#part.interruptsWith;
    }
    if (agentPaused && this.#agentHasSpoken && this.#nextSentence < says.length) return this.#take();
    if (says.length > 0 && !this.#agentHasSpoken && !this.#nudged && this.#idleMs >= NUDGES_AFTER) {
      this.#nudged = true;
      return NUDGE;
    }
    return undefined;
  }

  /** Whoever is spoken to before having said hello lets the agent finish, and answers. */
  #greet(): Step | undefined {
    if (this.#ear.speaking) this.#nextSentence = 1;
    return this.#idleMs >= this.#greetsAfter ? this.#take() : undefined;
  }

  #wantsToInterrupt(): boolean {
    const may = this.#part.interruptsWith !== undefined && !this.#interrupted;
    return may && this.#ear.speaking && this.#ear.soundMs >= this.#interruptsAfter;
  }

  #take(): Step | undefined {
    return this.#part.says[this.#nextSentence++];
  }

  #reachForKeys(keys: string): Act {
    this.#keys = [...keys];
    this.#agentHasSpoken = false;
    return {};
  }

  #press(): Act {
    this.#listeningMs = 0;
    this.#idleMs = 0;
    this.#keyPause = (this.#keyPause + 1) % KEY_FRAMES;
    return this.#keyPause === 0 ? { presses: this.#keys.shift() } : {};
  }

  #begin(sentence: string): Act {
    const audio = personSays(sentence);
    const last = this.#nextSentence === this.#part.says.length;
    const breaksOff = last && this.#part.end === 'in the last sentence';
    this.#saying = { audio, at: 0, breaksOffAt: breaksOff ? audio.length / 2 : audio.length };
    this.#agentHasSpoken = false;
    return this.#goOn(this.#saying);
  }

  #goOn(saying: { audio: Buffer; at: number; breaksOffAt: number }): Act {
    const frame = saying.audio.subarray(saying.at, saying.at + FRAME_BYTES);
    saying.at += FRAME_BYTES;
    if (saying.at < saying.breaksOffAt) return { frame };
    this.#saying = undefined;
    this.#listeningMs = 0;
    this.#idleMs = 0;
    return { frame, hangsUp: saying.breaksOffAt < saying.audio.length };
  }

  #isDone(): boolean {
    if (this.#idleMs >= GIVES_UP_AFTER) return true;
    const { says, end } = this.#part;
    const saidAll = this.#nextSentence >= says.length;
    return saidAll && end === 'after the last sentence' && this.#listeningMs >= HANGS_UP_AFTER;
  }
}
