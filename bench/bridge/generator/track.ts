import { type Direction, fillingOf, fillingsOf, STAMP_CHARS } from './stamps.ts';

/** What became of the units of one direction of one call, or of many. */
export interface TrackCounts {
  sent: number;
  received: number;
  lost: number;
  /** Came after a later one. */
  reordered: number;
  duplicated: number;
}

export const NOTHING_SENT: TrackCounts = { sent: 0, received: 0, lost: 0, reordered: 0, duplicated: 0 };

export function addCounts(a: TrackCounts, b: TrackCounts): TrackCounts {
  return {
    sent: a.sent + b.sent,
    received: a.received + b.received,
    lost: a.lost + b.lost,
    reordered: a.reordered + b.reordered,
    duplicated: a.duplicated + b.duplicated,
  };
}

/**
 * One direction of one call: the numbers of the units that were sent, and which of them came. Only those of a window
 * count: before it the two sides find each other, and a bridge may hold or drop what is early.
 */
export class Track {
  #next = 0;
  /** Units from this one on count, */
  #from = Number.POSITIVE_INFINITY;
  /** up to the one before this. */
  #to = Number.POSITIVE_INFINITY;
  #seen = new Uint8Array(2_048);
  #highest = -1;
  #received = 0;
  #reordered = 0;
  #duplicated = 0;

  /** The number for the next unit. */
  take(): number {
    return this.#next++;
  }

  begin(): void {
    this.#from = this.#next;
    this.#to = Number.POSITIVE_INFINITY;
    this.#received = 0;
    this.#reordered = 0;
    this.#duplicated = 0;
  }

  end(): void {
    if (this.#from !== Number.POSITIVE_INFINITY) this.#to = Math.min(this.#to, this.#next);
  }

  /** Notes a unit that came; true when it counts, for the first time. */
  came(sequence: number): boolean {
    if (sequence >= this.#next) return false;
    const isLate = sequence < this.#highest;
    if (!isLate) this.#highest = sequence;
    const isAgain = this.#mark(sequence);
    if (sequence < this.#from || sequence >= this.#to) return false;
    if (isAgain) this.#duplicated++;
    else if (isLate) this.#reordered++;
    if (!isAgain) this.#received++;
    return !isAgain;
  }

  counts(): TrackCounts {
    if (this.#from === Number.POSITIVE_INFINITY) return NOTHING_SENT;
    const sent = Math.min(this.#to, this.#next) - this.#from;
    const received = this.#received;
    return {
      sent,
      received,
      lost: sent - received,
      reordered: this.#reordered,
      duplicated: this.#duplicated,
    };
  }

  /** Answers whether it was marked already. */
  #mark(sequence: number): boolean {
    if (sequence >= this.#seen.length) {
      const larger = new Uint8Array(Math.max(sequence + 1, this.#seen.length * 2));
      larger.set(this.#seen);
      this.#seen = larger;
    }
    const isAgain = this.#seen[sequence] === 1;
    this.#seen[sequence] = 1;
    return isAgain;
  }
}

const FILLINGS: Record<Direction, readonly Buffer[]> = { up: fillingsOf('up'), down: fillingsOf('down') };

/** A copy of what a unit of this number looks like, with room for its stamp; as base64 text. */
export function copyUnit(target: Buffer, at: number, direction: Direction, sequence: number): number {
  return fillingOf(FILLINGS[direction], sequence).copy(target, at);
}

export function unitLength(direction: Direction): number {
  return fillingOf(FILLINGS[direction], 0).length;
}

/** Whether all that follows the stamp is as it was sent. */
export function isUnaltered(source: Buffer, at: number, direction: Direction, sequence: number): boolean {
  const filling = fillingOf(FILLINGS[direction], sequence);
  return filling.compare(source, at + STAMP_CHARS, at + filling.length, STAMP_CHARS) === 0;
}
