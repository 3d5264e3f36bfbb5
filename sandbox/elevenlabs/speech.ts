import { durationMs } from '../audio/mulaw.ts';
import type { Random } from '../random.ts';
import type { Timers } from '../timers.ts';
import { say } from '../voices/phrase-book.ts';
import { AGENT_VOICE } from '../voices/voice.ts';
import type { Turn } from './conversations.ts';

/** A turn's audio comes in pieces of varied size, faster than it plays: so many bytes of μ-law, so far apart. */
const PIECE_BYTES = [1200, 4000] as const;
const BETWEEN_PIECES_MS = [25, 60] as const;
/** Sound of the old turn that still arrives after an interruption. */
const LATE_PIECES = 2;
const LATE_BYTES = 640;

/** One turn of the agent, from its first piece of audio until it has been played, by the server's own reckoning. */
export class Speech {
  readonly eventId: number;
  readonly turn: Turn;
  readonly text: string;
  readonly #audio: Buffer;
  readonly #startedAt = Date.now();
  #cancelNext: (() => void) | undefined;

  constructor(eventId: number, text: string, turn: Turn) {
    this.eventId = eventId;
    this.text = text;
    this.turn = turn;
    this.#audio = say(text, AGENT_VOICE);
  }

  get lengthMs(): number {
    return durationMs(this.#audio.length);
  }

  get remainingMs(): number {
    return Math.max(0, this.#startedAt + this.lengthMs - Date.now());
  }

  get isPlaying(): boolean {
    return this.remainingMs > 0;
  }

  /** From 0 to 1. */
  get playedShare(): number {
    return Math.min(1, (Date.now() - this.#startedAt) / this.lengthMs);
  }

  /** Hands out the pieces, the first at once, then says that all are sent. */
  send(timers: Timers, random: Random, onPiece: (piece: Buffer) => void, onSent: () => void): void {
    const step = (from: number) => {
      const to = Math.min(from + random.between(PIECE_BYTES), this.#audio.length);
      onPiece(this.#audio.subarray(from, to));
      if (to >= this.#audio.length) onSent();
      else this.#cancelNext = timers.after(random.between(BETWEEN_PIECES_MS), () => step(to));
    };
    step(0);
  }

  /** Stops sending; returns what is on its way nevertheless. */
  breakOff(): Buffer[] {
    this.#cancelNext?.();
    return Array.from({ length: LATE_PIECES }, () => this.#audio.subarray(-LATE_BYTES));
  }
}
