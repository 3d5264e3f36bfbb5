/** What a measure comes to, in milliseconds; quantiles are the upper bounds of their buckets. */
export interface MeasureView {
  count: number;
  meanMs: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

/**
 * A histogram of durations that costs some nanoseconds on the way of the audio: an array of counters and no labels. One
 * for each stream, and sums of them for the process.
 */
export class Measure {
  /** Upper bounds of the buckets in milliseconds, growing; what is above the last counts in one more. */
  readonly bounds: readonly number[];
  readonly counts: Uint32Array;
  count = 0;
  sumMs = 0;
  maxMs = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Uint32Array(bounds.length + 1);
  }

  observe(ms: number): void {
    let bucket = 0;
    while (bucket < this.bounds.length && ms > (this.bounds[bucket] ?? 0)) bucket++;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.count++;
    this.sumMs += ms;
    if (ms > this.maxMs) this.maxMs = ms;
  }

  /** Adds another one with the same buckets. */
  add(other: Measure): void {
    for (const [bucket, count] of other.counts.entries()) {
      this.counts[bucket] = (this.counts[bucket] ?? 0) + count;
    }
    this.count += other.count;
    this.sumMs += other.sumMs;
    this.maxMs = Math.max(this.maxMs, other.maxMs);
  }

  /** At most this long took the given part (0 to 1) of what was measured; 0 when nothing was. */
  quantile(part: number): number {
    let below = 0;
    for (const [bucket, count] of this.counts.entries()) {
      below += count;
      if (count > 0 && below >= part * this.count)
        return Math.min(this.bounds[bucket] ?? this.maxMs, this.maxMs);
    }
    return 0;
  }

  /** For logs and `/stats`; undefined, and so left out, when nothing was measured. */
  toJSON(): MeasureView | undefined {
    if (this.count === 0) return undefined;
    const { count, maxMs } = this;
    return {
      count,
      meanMs: rounded(this.sumMs / count),
      p50Ms: rounded(this.quantile(0.5)),
      p99Ms: rounded(this.quantile(0.99)),
      maxMs: rounded(maxMs),
    };
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
