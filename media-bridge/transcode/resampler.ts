/** Taps on each side of a sample, at the lower of both rates. */
const HALF_WIDTH = 24;
/** Where half is left, as part of the lower rate's half: at 8 kHz all up to 3.4 kHz passes and nothing from 4 kHz on. */
const CUTOFF = 0.92;
/** Kaiser's beta: what should not pass is 60 dB down. */
const BETA = 5.65;

/** Coefficients of one pair of rates: for each of the places between two input samples, a row of taps. */
interface Filter {
  phases: number;
  /** Input samples that an output sample is ahead of the one before, in parts of `phases`. */
  step: number;
  taps: number;
  coefficients: Float64Array;
}

const filters = new Map<string, Filter>();

/**
 * Changes the rate of a stream of samples by a windowed sinc, whose response is linear in phase; chunks of any length
 * continue one another without a seam. It delays the audio by half of its taps: 3 ms at 8 kHz.
 */
export class Resampler {
  readonly #filter: Filter;
  /** What later output needs of earlier input. */
  #history: Float64Array;
  /** Where the next output sample lies: whole input samples after the beginning of `#history`, and a phase. */
  #at = 0;
  #phase = 0;

  constructor(fromRate: number, toRate: number) {
    const key = `${fromRate}:${toRate}`;
    const filter = filters.get(key) ?? filterFor(fromRate, toRate);
    filters.set(key, filter);
    this.#filter = filter;
    this.#history = new Float64Array(filter.taps - 1);
  }

  resample(samples: Int16Array): Int16Array {
    const { phases, step, taps, coefficients } = this.#filter;
    const input = new Float64Array(this.#history.length + samples.length);
    input.set(this.#history);
    input.set(samples, this.#history.length);
    const output = new Int16Array(Math.ceil(((input.length + 1) * phases) / step) + 1);
    let count = 0;
    while (this.#at + taps <= input.length) {
      output[count++] = clipped(dot(coefficients, this.#phase * taps, input, this.#at, taps));
      this.#phase += step;
      this.#at += Math.floor(this.#phase / phases);
      this.#phase %= phases;
    }
    const kept = Math.min(this.#at, input.length);
    this.#history = input.slice(kept);
    this.#at -= kept;
    return output.subarray(0, count);
  }
}

function dot(
  coefficients: Float64Array,
  from: number,
  input: Float64Array,
  at: number,
  taps: number,
): number {
  let sum = 0;
  for (let tap = 0; tap < taps; tap++) sum += (coefficients[from + tap] ?? 0) * (input[at + tap] ?? 0);
  return sum;
}

function clipped(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)));
}

function filterFor(fromRate: number, toRate: number): Filter {
  const common = greatestDivisor(fromRate, toRate);
  const phases = toRate / common;
  const step = fromRate / common;
  // Towards a lower rate the filter must be as much slower, or tones that it cannot have come out as others.
  const stretch = Math.max(1, fromRate / toRate);
  const half = Math.ceil(HALF_WIDTH * stretch);
  const taps = 2 * half;
  const coefficients = new Float64Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    coefficients.set(rowFor(phase / phases, half, stretch), phase * taps);
  }
  return { phases, step, taps, coefficients };
}

/** One row, scaled so that silence with an offset keeps its offset. */
function rowFor(place: number, half: number, stretch: number): number[] {
  const row = Array.from({ length: 2 * half }, (_, tap) => {
    const distance = tap - (half - 1) - place;
    return sinc((distance * CUTOFF) / stretch) * kaiser(distance / half);
  });
  const sum = row.reduce((total, value) => total + value, 0);
  return row.map((value) => value / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Kaiser's window, from -1 to 1. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
}

/** The modified Bessel function of order 0, by its series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 1; term > 1e-12 * sum; n++) {
    term *= (x / (2 * n)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
