import { Ear } from '../audio/ear.ts';
import { FRAME_BYTES, isAudible } from '../audio/mulaw.ts';
import { Recogniser } from '../voices/phrase-book.ts';

/** Silence that ends a turn of the person. */
const TURN_ENDS_AFTER = 360;
/** Shorter sounds over the agent's own speech are taken for nodding. */
const INTERRUPTS_AFTER = 480;
/** Sound without words is only taken for speech when it lasts; a beep does not. */
const SHORTEST_UNINTELLIGIBLE = 700;

export interface Heard {
  began(): void;
  /** A turn ended; undefined when it was only a noise. */
  ended(text: string | undefined, beganAt: number): void;
  /** The person has been speaking for so long that it is no nodding. */
  insists(): void;
}

/** Finds the person's turns in any amount of μ-law. */
export class Listener {
  readonly #heard: Heard;
  readonly #ear = new Ear(TURN_ENDS_AFTER);
  readonly #recogniser = new Recogniser();
  #beganAt = 0;
  /** Bytes that do not fill a frame yet. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(heard: Heard) {
    this.#heard = heard;
  }

  hear(audio: Buffer): void {
    const whole = this.#rest.length > 0 ? Buffer.concat([this.#rest, audio]) : audio;
    let at = 0;
    for (; at + FRAME_BYTES <= whole.length; at += FRAME_BYTES) {
      this.#hearFrame(whole.subarray(at, at + FRAME_BYTES));
    }
    this.#rest = whole.subarray(at);
  }

  /** What was being said when the line went, if it was understood. */
  unfinished(): { text: string; beganAt: number } | undefined {
    const text = this.#ear.speaking ? this.#recogniser.takeText() : undefined;
    return text === undefined ? undefined : { text, beganAt: this.#beganAt };
  }

  #hearFrame(frame: Buffer): void {
    const audible = isAudible(frame);
    if (audible) this.#recogniser.hear(frame);
    const heard = this.#ear.hear(audible);
    if (heard === 'began') {
      this.#beganAt = Date.now();
      this.#heard.began();
    }
    if (heard === 'ended') this.#heard.ended(this.#understood(), this.#beganAt);
    if (this.#ear.speaking && this.#ear.soundMs >= INTERRUPTS_AFTER) this.#heard.insists();
  }

  #understood(): string | undefined {
    const text = this.#recogniser.takeText();
    if (text !== undefined) return text;
    return this.#ear.soundMs >= SHORTEST_UNINTELLIGIBLE ? '(unintelligible)' : undefined;
  }
}
