import { audioMs } from './splice.ts';

/**
 * What Twilio has of the agent's audio, and how far the person has heard it.
 *
 * Twilio plays what it is sent in real time and says nothing about it, except that it echoes a mark when all audio
 * sent before it has been played. So a mark is owed from the first audio of a turn on, and becomes pending when it is
 * sent (after the turn's last audio, told by a pause or by the agent). Its echo means "played", unless the buffer was
 * cleared in between: `clear` makes Twilio echo every pending mark at once, heard or not.
 *
 * Interruption: an agent's turn whose id is at or below the last interruption's never speaks again. Ids are compared,
 * never tested for being the next: whether they grow within a turn is unpublished.
 */
export class Playback {
  /** Ids up to this one are silenced. */
  #silencedThrough = Number.NEGATIVE_INFINITY;
  /** Audio was sent after the last mark. */
  #markOwed = false;
  /** Marks are numbered from 1, and these are numbers of marks: the last one sent, */
  #sent = 0;
  /** the last one whose audio was heard to its end, */
  #heard = 0;
  /** and the last one that was pending when the buffer was cleared: its echo, and those before it, prove nothing. */
  #cleared = 0;
  /** Moment (ms, the caller's clock) at which Twilio will have played everything it has. */
  #playedAt = 0;

  /** Another agent speaks from now on: its ids begin anew. What Twilio has is still played. */
  newAgent(): void {
    this.#silencedThrough = Number.NEGATIVE_INFINITY;
  }

  /** Whether audio with this id may still be heard. */
  accepts(eventId: number): boolean {
    return eventId > this.#silencedThrough;
  }

  /** Audio was handed to Twilio. */
  queued(base64Length: number, now: number): void {
    this.#playedAt = Math.max(this.#playedAt, now) + audioMs(base64Length);
    this.#markOwed = true;
  }

  /** Milliseconds of audio that Twilio has and has not played yet: an estimate, since it starts to play later. */
  remainingMs(now: number): number {
    return Math.max(0, this.#playedAt - now);
  }

  /** The mark to send now, or undefined when no audio was sent since the last. */
  takeMark(): string | undefined {
    if (!this.#markOwed) return undefined;
    this.#markOwed = false;
    return `m${++this.#sent}`;
  }

  /** The person spoke over the agent; Twilio's buffer is being cleared. */
  interrupted(eventId: number, now: number): void {
    this.#silencedThrough = Math.max(this.#silencedThrough, eventId);
    this.#markOwed = false;
    this.#playedAt = now;
    this.#cleared = this.#sent;
  }

  /** What an echoed mark tells. Echoes come in order, so those before it are taken as done with it. */
  echoed(name: string): 'played' | 'cleared' | 'unknown' {
    const mark = /^m\d{1,9}$/.test(name) ? Number(name.slice(1)) : 0;
    if (mark <= this.#heard || mark > this.#sent) return 'unknown';
    if (mark <= this.#cleared) return 'cleared';
    this.#heard = mark;
    return 'played';
  }

  /** Whether the person has heard everything. */
  isDone(): boolean {
    return !this.#markOwed && Math.max(this.#heard, this.#cleared) === this.#sent;
  }
}
