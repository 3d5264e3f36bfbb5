import { FRAME_BYTES } from '../audio/mulaw.ts';
import type { CallNotes } from '../referee.ts';
import { say, wordsBetween } from '../voices/phrase-book.ts';
import { LINE_VOICE } from '../voices/voice.ts';
import type { PhoneLine } from './phone-line.ts';

/** Speaks `<Say>` on a line, and notes what of it was heard, and what a machine has on its tape. */
export class Speaker {
  readonly #line: PhoneLine;
  readonly #notes: CallNotes;

  constructor(line: PhoneLine, notes: CallNotes) {
    this.#line = line;
    this.#notes = notes;
  }

  /** Resolves when all was played, or when it is stopped. */
  async say(text: string, stopped: AbortSignal): Promise<void> {
    if (stopped.aborted) return;
    const audio = say(text, LINE_VOICE);
    const at = Date.now();
    const first = this.#line.frames;
    await this.play(audio, stopped);
    const total = audio.length / FRAME_BYTES;
    const played = stopped.aborted ? this.#line.frames - first : total;
    this.#note(text, { at, first, played, total });
  }

  /** Resolves when all was played, or when it is stopped; then what is left is not heard. */
  async play(audio: Buffer, stopped: AbortSignal): Promise<void> {
    const { playback } = this.#line;
    await new Promise<void>((resolve) => {
      const settle = () => {
        stopped.removeEventListener('abort', settle);
        resolve();
      };
      stopped.addEventListener('abort', settle);
      playback.push(audio);
      playback.mark(settle);
    });
  }

  #note(text: string, said: { at: number; first: number; played: number; total: number }): void {
    const { at, first, played, total } = said;
    const until = Math.min(1, played / total);
    this.#notes.heard.push({ text: wordsBetween(text, 0, until), at, whole: until === 1 });
    const { tapingSince } = this.#line;
    if (tapingSince === undefined) return;
    const taped = wordsBetween(text, Math.max(0, (tapingSince - first) / total), until);
    const before = this.#notes.message?.text;
    const words = [before, taped].filter(Boolean).join(' ');
    this.#notes.message = { text: words, soundMs: this.#line.tapedSoundMs };
  }
}
