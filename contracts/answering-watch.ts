import { mayGoOn, recognise } from './answering.ts';
import type { Met } from './call-event.ts';
import type { Turn } from './transcript.ts';

/**
 * A machine speaks first, or not at all: after so many sentences of somebody else the words mean something else. A menu
 * may begin with a greeting, the opening hours and whom to call in an emergency.
 */
const LONGEST_PREAMBLE = 4;

/** Machines about which the agent is told something. What to do with voicemail is for the campaign to say. */
export type Advised = Exclude<Met, 'voicemail'>;

/** Whom a call met in place of a person, by all that was said in it so far. */
export function metIn(turns: readonly Pick<Turn, 'speaker' | 'text'>[]): Met | undefined {
  const watch = new AnsweringWatch();
  for (const { speaker, text } of turns) if (speaker === 'contact') watch.heard(text);
  return watch.met;
}

/** Who the other side is, by its words: a screening service, a menu of keys or voicemail, until a person comes on. */
export class AnsweringWatch {
  readonly #told = new Set<Advised>();
  #met: Met | undefined;
  #others = 0;

  /** @param met in what was said before, which another has heard */
  constructor(met?: Met) {
    this.#met = met;
  }

  /** Whom the call met in place of a person, as far as it has gone. */
  get met(): Met | undefined {
    return this.#met;
  }

  /**
   * Takes in a sentence that is not over yet.
   * @returns the machine that it shows for the first time
   */
  hears(tentative: string): Advised | undefined {
    return this.#news(this.#recognised(tentative));
  }

  /**
   * Takes in what was said.
   * @returns the machine that it shows for the first time
   */
  heard(text: string): Advised | undefined {
    const answerer = this.#recognised(text);
    // A person who is screened may let the call go to voicemail: the screening is what the agent spoke to.
    if (answerer === 'voicemail') this.#met ??= answerer;
    else if (answerer) this.#met = answerer;
    else if (!(this.#met && mayGoOn(text))) {
      this.#others++;
      this.#met = undefined;
    }
    return this.#news(answerer);
  }

  #recognised(text: string): ReturnType<typeof recognise> {
    return this.#others > LONGEST_PREAMBLE ? undefined : recognise(text);
  }

  #news(answerer: ReturnType<typeof recognise>): Advised | undefined {
    if (!answerer || answerer === 'voicemail' || this.#told.has(answerer)) return undefined;
    this.#told.add(answerer);
    return answerer;
  }
}
