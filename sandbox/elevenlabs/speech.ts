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

/** When each character of a piece is spoken, from the piece's beginning (reference 2.4). */
export interface Alignment {
  chars: string[];
  char_start_times_ms: number[];
  char_durations_ms: number[];
}

/** One turn of the agent, from its first piece of audio until it has been played, by the server's own reckoning. */
export class Speech {
  /** Of the piece sent last; it stays that of the turn unless ids grow inside a turn. */
  eventId: number;
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
  send(
    timers: Timers,
    random: Random,
    onPiece: (piece: Buffer, alignment: Alignment) => void,
    onSent: () => void,
  ): void {
    const step = (from: number) => {
      const to = Math.min(from + random.between(PIECE_BYTES), this.#audio.length);
      onPiece(this.#audio.subarray(from, to), this.#alignment(from, to));
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

  /** The characters are spread evenly over the sound. */
  #alignment(from: number, to: number): Alignment {
    const placeOf = (byte: number) => Math.floor((this.text.length * byte) / this.#audio.length);
    const chars = [...this.text.slice(placeOf(from), placeOf(to))];
    const each = durationMs(to - from) / Math.max(1, chars.length);
    const starts = chars.map((_, at) => Math.round(at * each));
    return {
      chars,
      char_start_times_ms: starts,
      char_durations_ms: starts.map((start, at) => Math.round((at + 1) * each) - start),
    };
  }
}
