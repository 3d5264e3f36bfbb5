import { FRAME_BYTES } from '../audio/mulaw.ts';

/** Ten seconds at a time: growing one buffer would copy it again and again. */
const BLOCK_BYTES = 10 * 8000 * 2;

/** Both sides of a call as μ-law, interleaved: the person left, what Twilio played right. */
export class Recorder {
  #blocks: Buffer[] = [];
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #at = 0;

  add(person: Buffer, played: Buffer): void {
    if (this.#at + 2 * FRAME_BYTES > BLOCK_BYTES) {
      this.#blocks.push(this.#block);
      this.#block = Buffer.allocUnsafe(BLOCK_BYTES);
      this.#at = 0;
    }
    for (let sample = 0; sample < FRAME_BYTES; sample++) {
      this.#block[this.#at++] = person[sample] as number;
      this.#block[this.#at++] = played[sample] as number;
    }
  }

  finish(): Buffer {
    const audio = Buffer.concat([...this.#blocks, this.#block.subarray(0, this.#at)]);
    this.#blocks = [];
    return audio;
  }
}
