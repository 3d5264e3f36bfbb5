import { Measure } from './measure.ts';
import { type Audio, audioMs } from './splice.ts';

const INSIDE_MS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
const NETWORK_MS = [1, 2, 5, 10, 20, 40, 60, 100, 200, 500, 1_000];
const TALK_MS = [250, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000];

/** Of so many frames one is timed, and the pause to the next: two readings of the clock in ten frames are cheap. */
const TIMED_OF = 10;
/** Of so many frames one is listened to: an answer is measured to 40 ms. */
const HEARD_OF = 2;
/** Words that were understood belong to a voice that was heard no longer ago than this. */
const VOICE_TO_WORDS_MS = 5_000;

/**
 * 1 for base64 characters that begin a group whose first sample is loud. Mu-law is stored inverted: sign, three bits of
 * loudness in steps of 6 dB, and the character holds six bits of the sample. From the fifth step on, about -24 dB
 * below full, it is speech rather than the noise of a line.
 */
const IS_LOUD = new Uint8Array(256);
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
for (const [value, letter] of [...ALPHABET].entries()) {
  if (((~value >> 2) & 7) >= 4) IS_LOUD[letter.charCodeAt(0)] = 1;
}
/** Every third group of four characters: eighteen looks at a frame of 20 ms. */
const LOOK_EVERY = 12;
const LOUD_ENOUGH = 2;

/**
 * What one stream measures, in milliseconds. Added latency is the time in our own code, from the handler of a message to
 * its bytes being with the kernel; what messages wait for a busy process shows in its event loop's delay and in `jitter`.
 */
export class Measures {
  /** A person's audio on its way through; one frame of ten. */
  readonly addedUp = new Measure(INSIDE_MS);
  /** An agent's audio on its way through. */
  readonly addedDown = new Measure(INSIDE_MS);
  /** How far the pause between two frames of the person is from their length; of ten, one pair. */
  readonly jitter = new Measure(NETWORK_MS);
  /** From the last loud sound of the person to the agent's first, where words were understood in between. */
  readonly reply = new Measure(TALK_MS);
  /** From the agent's `interruption` to the `clear` for Twilio. */
  readonly bargeIn = new Measure(INSIDE_MS);
  /** From the moment at which audio must have been played to its mark's echo. */
  readonly markTrip = new Measure(NETWORK_MS);
  #frames = 0;
  #timedAt = 0;
  #loudAt = 0;
  #replyFrom = 0;

  /**
   * The person's audio is about to be passed on.
   * @returns the moment, when it is to be timed; 0 otherwise
   */
  personFrame(audio: Audio): number {
    const number = this.#frames++;
    if (number % HEARD_OF === 0 && isLoud(audio)) this.#loudAt = performance.now();
    if (number % TIMED_OF === 1) {
      const frameMs = audioMs(audio.end - audio.start);
      this.jitter.observe(Math.abs(performance.now() - this.#timedAt - frameMs));
    }
    if (number % TIMED_OF !== 0) return 0;
    this.#timedAt = performance.now();
    return this.#timedAt;
  }

  /** The person's words were understood, so an answer follows. */
  understood(now: number): void {
    const isRecent = this.#loudAt > 0 && now - this.#loudAt < VOICE_TO_WORDS_MS;
    this.#replyFrom = isRecent ? this.#loudAt : now;
  }

  /** Audio of the agent was passed on. */
  agentSpoke(now: number): void {
    if (this.#replyFrom === 0) return;
    this.reply.observe(now - this.#replyFrom);
    this.#replyFrom = 0;
  }

  add(other: Measures): void {
    for (const name of MEASURES) this[name].add(other[name]);
  }
}

export const MEASURES = ['addedUp', 'addedDown', 'jitter', 'reply', 'bargeIn', 'markTrip'] as const;

export function isLoud({ bytes, start, end }: Audio): boolean {
  let loud = 0;
  for (let at = start; at < end; at += LOOK_EVERY) loud += IS_LOUD[bytes[at] ?? 0] ?? 0;
  return loud >= LOUD_ENOUGH;
}
