const SECOND = 1000;

/** The most events in any span of one second. */
export class SlidingSecond {
  #recent: number[] = [];
  most = 0;

  /** @param at epoch milliseconds */
  add(at: number): void {
    this.#recent = this.#recent.filter((earlier) => at - earlier < SECOND);
    this.#recent.push(at);
    this.most = Math.max(this.most, this.#recent.length);
  }
}

/** How often each word occurs. */
export function tally(words: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Keeps a map at `most` entries, if it gets one at a time. */
export function forgetOldest(map: Map<string, unknown>, most: number): void {
  const oldest = map.keys().next();
  if (map.size > most && !oldest.done) map.delete(oldest.value);
}
