import { encodeSamples, FRAME_BYTES, SAMPLE_RATE, SILENCE } from '../audio/mulaw.ts';
import { createRandom, type Random } from '../random.ts';
import { type Phone, phonesOf } from './phones.ts';

/** A speaker. Two must be told apart at once by ear, so they differ in pitch, size of the throat and breath. */
export interface Voice {
  name: string;
  /** Pitch at the beginning of a sentence, Hz; it falls by about a fifth to its end. */
  pitch: number;
  /** Formants against those of a man. */
  throat: number;
  breath: number;
  /** 1 is brisk; larger is slower. */
  slowness: number;
}

export const AGENT_VOICE: Voice = { name: 'agent', pitch: 108, throat: 0.94, breath: 0.01, slowness: 0.8 };
export const PERSON_VOICE: Voice = { name: 'person', pitch: 214, throat: 1.17, breath: 0.03, slowness: 0.9 };
export const LINE_VOICE: Voice = { name: 'line', pitch: 150, throat: 1.05, breath: 0.02, slowness: 1 };

/** Formants and pitch are set anew this often; in between they stand still. */
const STEP = SAMPLE_RATE / 200;
/** Samples over which one sound passes into the next. */
const GLIDE = 0.35;
const PEAK = 0.55;

/**
 * Speaks a text: a glottal pulse or noise through three resonators. The same voice and text give the same bytes.
 * @returns whole frames of μ-law
 */
export function speak(text: string, voice: Voice): Buffer {
  const random = createRandom(voice.name, text);
  const phones = phonesOf(text);
  const lengths = phones.map((phone) => Math.round((phone.ms * voice.slowness * SAMPLE_RATE) / 1000));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const samples = new Float32Array(Math.ceil(total / FRAME_BYTES) * FRAME_BYTES);
  const throat = new Throat(voice, random);
  let at = 0;
  phones.forEach((phone, index) => {
    const length = lengths[index] as number;
    const before = phones[index - 1] ?? phone;
    for (let step = 0; step < length; step += STEP) {
      const glide = Math.min(1, step / (length * GLIDE));
      throat.shape(before, phone, glide, at / total);
      const end = Math.min(step + STEP, length);
      for (let sample = step; sample < end; sample++) samples[at++] = throat.next(phone, sample / length);
    }
  });
  return encodeSamples(normalised(samples));
}

function normalised(samples: Float32Array): Float32Array {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9);
  return samples.map((sample) => (sample * PEAK) / peak);
}

class Throat {
  readonly #voice: Voice;
  readonly #random: Random;
  readonly #resonators = [new Resonator(90, 1), new Resonator(110, 0.55), new Resonator(170, 0.28)];
  #phase = 0;
  #pitch: number;
  #gain = 0;

  constructor(voice: Voice, random: Random) {
    this.#voice = voice;
    this.#random = random;
    this.#pitch = voice.pitch;
  }

  /** @param glide 0 at the border to the sound before, 1 within this one; @param progress of the whole text */
  shape(before: Phone, phone: Phone, glide: number, progress: number): void {
    const { pitch, throat } = this.#voice;
    const lilt = 1 + 0.07 * Math.sin(progress * 25) + 0.02 * (this.#random.next() - 0.5);
    this.#pitch = pitch * (1.12 - 0.24 * progress) * lilt;
    this.#gain = before.gain + (phone.gain - before.gain) * glide;
    this.#resonators.forEach((resonator, index) => {
      const from = before.formants[index] as number;
      const to = phone.formants[index] as number;
      resonator.tune((from + (to - from) * glide) * throat);
    });
  }

  /** @param progress of this sound, from 0 to 1: a stop is silent first, then a burst */
  next(phone: Phone, progress: number): number {
    const source = this.#source(phone, progress) * this.#gain;
    return this.#resonators.reduce((sum, resonator) => sum + resonator.next(source), 0);
  }

  #source(phone: Phone, progress: number): number {
    const noise = this.#random.next() * 2 - 1;
    if (phone.kind === 'pause') return 0;
    if (phone.kind === 'noise') return noise * 0.8;
    if (phone.kind === 'stop') return progress < 0.6 ? 0 : noise * 1.6 * (1 - progress);
    this.#phase = (this.#phase + this.#pitch / SAMPLE_RATE) % 1;
    return glottalPulse(this.#phase) + noise * this.#voice.breath;
  }
}

/** Rosenberg's pulse, differentiated: opens slowly, closes at once, then rests. */
function glottalPulse(phase: number): number {
  if (phase < 0.4) return 0.5 * Math.sin((Math.PI * phase) / 0.4);
  if (phase < 0.56) return -1.5 * Math.sin((Math.PI * (phase - 0.4)) / 0.32);
  return 0;
}

/** A two-pole filter: one formant. */
class Resonator {
  readonly #pole: number;
  readonly #gain: number;
  #b = 0;
  readonly #c: number;
  #input = 0;
  #last = 0;
  #beforeLast = 0;

  constructor(bandwidth: number, gain: number) {
    this.#pole = Math.exp((-Math.PI * bandwidth) / SAMPLE_RATE);
    this.#c = -this.#pole * this.#pole;
    this.#gain = gain;
  }

  tune(frequency: number): void {
    const bounded = Math.min(frequency, SAMPLE_RATE * 0.47);
    this.#b = 2 * this.#pole * Math.cos((2 * Math.PI * bounded) / SAMPLE_RATE);
    this.#input = (1 - this.#b - this.#c) * this.#gain;
  }

  next(source: number): number {
    const sample = this.#input * source + this.#b * this.#last + this.#c * this.#beforeLast;
    this.#beforeLast = this.#last;
    this.#last = sample;
    return sample;
  }
}

/** A buffer of μ-law silence. */
export function silence(ms: number): Buffer {
  return Buffer.alloc(Math.ceil((ms * SAMPLE_RATE) / 1000 / FRAME_BYTES) * FRAME_BYTES, SILENCE);
}

/** A tone, such as a machine's beep (1000 Hz) or a fax's answer (2100 Hz). */
export function tone(frequency: number, ms: number): Buffer {
  const samples = Float32Array.from(
    { length: Math.ceil((ms * SAMPLE_RATE) / 1000 / FRAME_BYTES) * FRAME_BYTES },
    (_, at) => 0.35 * Math.sin((2 * Math.PI * frequency * at) / SAMPLE_RATE),
  );
  return encodeSamples(samples);
}
