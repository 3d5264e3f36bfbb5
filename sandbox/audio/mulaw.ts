/** G.711 μ-law at 8 kHz, the only sound on a telephone line here: one byte a sample, 160 bytes a frame of 20 ms. */
export const SAMPLE_RATE = 8000;
export const FRAME_BYTES = 160;
export const FRAME_MS = 20;
/** The byte of silence. */
export const SILENCE = 0xff;
export const SILENT_FRAME = Buffer.alloc(FRAME_BYTES, SILENCE);

const BIAS = 0x84;
const CLIP = 32_635;

export function encodeSample(sample: number): number {
  // Silence has two codes; only one is used, so that what is decoded is encoded as it was.
  const sign = sample < -3 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = 31 - Math.clz32(magnitude >> 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function decodeSample(byte: number): number {
  const inverted = ~byte & 0xff;
  const exponent = (inverted >> 4) & 0x07;
  const magnitude = (((inverted & 0x0f) << 3) + BIAS) << exponent;
  return inverted & 0x80 ? BIAS - magnitude : magnitude - BIAS;
}

/** Signed 16-bit value of each μ-law byte. */
export const DECODED = Int16Array.from({ length: 256 }, (_, byte) => decodeSample(byte));
const LOUDNESS = DECODED.map(Math.abs);

/** Mean magnitude above which a frame counts as sound rather than line noise; full scale is 32,635. */
const AUDIBLE = 200;

/** Whether anything can be heard; every second sample is looked at, which is enough for speech. */
export function isAudible(frame: Uint8Array): boolean {
  let sum = 0;
  for (let at = 0; at < frame.length; at += 2) sum += LOUDNESS[frame[at] as number] as number;
  return sum > (AUDIBLE * frame.length) / 2;
}

/** Samples from -1 to 1 as μ-law. */
export function encodeSamples(samples: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length);
  for (let at = 0; at < samples.length; at++)
    bytes[at] = encodeSample(Math.round((samples[at] as number) * CLIP));
  return bytes;
}

/** Milliseconds that so many μ-law bytes last. */
export function durationMs(bytes: number): number {
  return (bytes * 1000) / SAMPLE_RATE;
}
