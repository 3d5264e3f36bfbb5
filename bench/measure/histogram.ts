/** A histogram as plain data, to be sent between processes: pairs of bucket and count, in order. */
export interface HistogramData {
  buckets: [number, number][];
  count: number;
  max: number;
}

/** Each power of two has so many buckets, which bounds the error of a percentile to 1/64, 1.6 %. */
const PARTS_BITS = 6;
const PARTS = 1 << PARTS_BITS;
/** Values are whole numbers up to 2^31 − 1: in microseconds that is more than half an hour. */
const LARGEST = 2 ** 31 - 1;
const BUCKETS = PARTS * (32 - PARTS_BITS);

/** Counts of whole numbers, exact below 64 and within 1.6 % above; recording costs no memory and few instructions. */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #max = 0;

  static from(data: HistogramData): Histogram {
    const histogram = new Histogram();
    histogram.add(data);
    return histogram;
  }

  get count(): number {
    return this.#count;
  }

  get max(): number {
    return this.#max;
  }

  /** A negative number counts as 0, one too large as the largest. */
  record(value: number): void {
    const whole = Math.min(LARGEST, Math.max(0, Math.round(value)));
    const bucket = bucketOf(whole);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count++;
    if (whole > this.#max) this.#max = whole;
  }

  /** The smallest value that at least `percent` of all values do not exceed; 0 when there are none. */
  percentile(percent: number): number {
    const wanted = Math.max(1, Math.ceil((percent / 100) * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= wanted) return Math.min(this.#max, highestOf(bucket));
    }
    return 0;
  }

  add(data: HistogramData): void {
    for (const [bucket, count] of data.buckets) {
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    }
    this.#count += data.count;
    this.#max = Math.max(this.#max, data.max);
  }

  data(): HistogramData {
    const buckets: [number, number][] = [];
    for (const [bucket, count] of this.#counts.entries()) if (count > 0) buckets.push([bucket, count]);
    return { buckets, count: this.#count, max: this.#max };
  }
}

function bucketOf(value: number): number {
  if (value < PARTS) return value;
  const shift = 31 - Math.clz32(value) - PARTS_BITS;
  return PARTS * (shift + 1) + ((value >>> shift) - PARTS);
}

/** The largest value that falls into a bucket. */
function highestOf(bucket: number): number {
  if (bucket < PARTS) return bucket;
  const shift = Math.floor(bucket / PARTS) - 1;
  const part = (bucket % PARTS) + PARTS;
  return (part + 1) * 2 ** shift - 1;
}
