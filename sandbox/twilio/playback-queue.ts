import { FRAME_BYTES, SILENCE, SILENT_FRAME } from '../audio/mulaw.ts';

/** Twilio keeps ten minutes of sound; what is beyond is thrown away (31931). */
const MOST_BYTES = 10 * 60 * 8000;

type Entry = { audio: Buffer; at: number } | { reached: () => void };

/**
 * What the person is about to hear, played at 160 bytes for each 20 ms. Marks stand between pieces of sound: one is reached
 * when all before it has been played, at once when nothing is waiting, and also when the queue is cleared.
 */
export class PlaybackQueue {
  #entries: Entry[] = [];
  #bytes = 0;

  /** False when there was no room and the sound was thrown away. */
  push(audio: Buffer): boolean {
    if (this.#bytes + audio.length > MOST_BYTES) return false;
    this.#entries.push({ audio, at: 0 });
    this.#bytes += audio.length;
    return true;
  }

  mark(reached: () => void): void {
    if (this.#entries.length === 0) reached();
    else this.#entries.push({ reached });
  }

  clear(): void {
    const entries = this.#entries;
    this.#entries = [];
    this.#bytes = 0;
    for (const entry of entries) if ('reached' in entry) entry.reached();
  }

  /** The next 20 ms; silence when the queue is dry, and for the rest of a frame that it cannot fill. */
  next(): Buffer {
    // Only now has the frame before been played to its end.
    this.#reachMarks();
    return this.#entries.length === 0 ? SILENT_FRAME : this.#fill();
  }

  #fill(): Buffer {
    const frame = Buffer.alloc(FRAME_BYTES, SILENCE);
    let filled = 0;
    while (filled < FRAME_BYTES) {
      this.#reachMarks();
      const entry = this.#entries[0];
      if (!entry || !('audio' in entry)) break;
      const copied = entry.audio.copy(frame, filled, entry.at, entry.at + FRAME_BYTES - filled);
      entry.at += copied;
      filled += copied;
      this.#bytes -= copied;
      if (entry.at >= entry.audio.length) this.#entries.shift();
    }
    return frame;
  }

  #reachMarks(): void {
    for (let entry = this.#entries[0]; entry && 'reached' in entry; entry = this.#entries[0]) {
      this.#entries.shift();
      entry.reached();
    }
  }
}
