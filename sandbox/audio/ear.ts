import { FRAME_MS } from './mulaw.ts';

/**
 * Tells speech from pauses by the energy of 20 ms frames; both the person and the agent take turns by it.
 * An utterance begins with 40 ms of sound and is over after `pauseMs` of silence; short dips belong to it.
 */
const ONSET_FRAMES = 2;

export type Heard = 'began' | 'ended' | undefined;

export class Ear {
  readonly #pauseFrames: number;
  #loudRun = 0;
  #quietFrames = 0;
  #soundFrames = 0;
  #speaking = false;

  constructor(pauseMs: number) {
    this.#pauseFrames = Math.ceil(pauseMs / FRAME_MS);
  }

  /** Whether an utterance is under way. */
  get speaking(): boolean {
    return this.#speaking;
  }

  /** Sound of the utterance under way, or of the last one, without its pauses. */
  get soundMs(): number {
    return this.#soundFrames * FRAME_MS;
  }

  /** Silence since the last sound. */
  get quietMs(): number {
    return this.#quietFrames * FRAME_MS;
  }

  hear(audible: boolean): Heard {
    if (audible) return this.#sound();
    this.#loudRun = 0;
    this.#quietFrames++;
    if (!this.#speaking || this.#quietFrames < this.#pauseFrames) return undefined;
    this.#speaking = false;
    return 'ended';
  }

  #sound(): Heard {
    this.#loudRun++;
    this.#quietFrames = 0;
    if (this.#speaking) this.#soundFrames++;
    if (this.#speaking || this.#loudRun < ONSET_FRAMES) return undefined;
    this.#speaking = true;
    this.#soundFrames = this.#loudRun;
    return 'began';
  }
}
