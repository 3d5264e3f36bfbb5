/**
 * G.711 mu-law (ITU-T G.711, 1988): eight bits for fourteen, in eight segments of sixteen steps each; the bits are
 * inverted on the line. Samples are 16-bit here, as agents have them, so the two lowest bits are of no account.
 */

const BIAS = 0x84;
const LOUDEST = 32_635;

/** A sample's value by its byte. */
const DECODED = Int16Array.from({ length: 256 }, (_, byte) => decoded(byte));

/** A byte by the sixteen bits of a sample. */
const ENCODED = Uint8Array.from({ length: 65_536 }, (_, index) => encoded((index << 16) >> 16));

export function decodeMuLaw(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) samples[at] = DECODED[bytes[at] ?? 0] ?? 0;
  return samples;
}

export function encodeMuLaw(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at++) bytes[at] = ENCODED[(samples[at] ?? 0) & 0xffff] ?? 0;
  return bytes;
}

function decoded(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + BIAS) << ((bits & 0x70) >> 4);
  return bits & 0x80 ? BIAS - magnitude : magnitude - BIAS;
}

function encoded(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const biased = Math.min(Math.abs(sample), LOUDEST) + BIAS;
  const segment = 31 - Math.clz32(biased) - 7;
  const step = (biased >> (segment + 3)) & 0x0f;
  return ~(sign | (segment << 4) | step) & 0xff;
}
