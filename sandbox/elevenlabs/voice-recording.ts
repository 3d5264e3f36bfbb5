import { SAMPLE_RATE, SILENCE } from '../audio/mulaw.ts';
import { wavOf } from '../audio/wav.ts';

/** Ten minutes; what is said after that is not kept. */
const MOST_BYTES = 600 * SAMPLE_RATE;

interface Piece {
  from: number;
  sound: Buffer;
}

/**
 * Both sides of a conversation, as they would be heard: the agent's sound comes faster than it plays, so each piece is
 * put behind the one before it, and what an interruption cut off is taken away again.
 */
export class VoiceRecording {
  readonly #startedAt = Date.now();
  readonly #person: Piece[] = [];
  #agent: Piece[] = [];

  personSaid(sound: Buffer): void {
    // It comes without gaps and in time, so only its beginning is placed by the clock.
    put(this.#person, sound, this.#person.length === 0 ? this.#now() : 0);
  }

  agentSaid(sound: Buffer): void {
    put(this.#agent, sound, this.#now());
  }

  /** The agent stopped: what lies ahead was never played. */
  agentStopped(): void {
    const now = this.#now();
    this.#agent = this.#agent
      .filter(({ from }) => from < now)
      .map(({ from, sound }) => ({ from, sound: sound.subarray(0, now - from) }));
  }

  /** 16-bit PCM at 8 kHz, one channel, or undefined when nothing was heard. */
  wav(): Buffer | undefined {
    const tracks = [this.#person, this.#agent];
    const length = Math.max(...tracks.map(endOf));
    if (length === 0) return undefined;
    const interleaved = Buffer.alloc(length * 2, SILENCE);
    tracks.forEach((track, side) => {
      for (const { from, sound } of track) {
        sound.forEach((byte, at) => {
          interleaved[(from + at) * 2 + side] = byte;
        });
      }
    });
    return wavOf(interleaved, 1);
  }

  #now(): number {
    return Math.floor(((Date.now() - this.#startedAt) * SAMPLE_RATE) / 1000);
  }
}

function put(track: Piece[], sound: Buffer, notBefore: number): void {
  const from = Math.max(endOf(track), notBefore);
  if (from + sound.length <= MOST_BYTES) track.push({ from, sound });
}

function endOf(track: readonly Piece[]): number {
  const last = track.at(-1);
  return last ? last.from + last.sound.length : 0;
}
