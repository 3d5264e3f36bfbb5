import { decodeMuLaw, encodeMuLaw } from './g711.ts';
import { Resampler } from './resampler.ts';

const LINE_RATE = 8_000;

/** Formats of the vendor, both directions (`AsrInputFormat`, `TtsOutputFormat`); signed 16 bits, little-endian, mono. */
const PCM_RATES: ReadonlyMap<string, number> = new Map(
  [8_000, 16_000, 22_050, 24_000, 44_100, 48_000].map((rate) => [`pcm_${rate}`, rate]),
);

/** What both vendors speak unconverted. */
export const LINE_FORMAT = 'ulaw_8000';

/** Whether the bridge can speak to an agent that is set to this format. */
export function isSpoken(format: string): boolean {
  return format === LINE_FORMAT || PCM_RATES.has(format);
}

/**
 * Turns the line's audio into the agent's. Payloads are base64; a chunk may begin and end anywhere between samples.
 * @returns undefined for `ulaw_8000`, which passes as it is
 */
export function toAgentFormat(format: string): ((payload: Buffer) => Buffer) | undefined {
  const rate = PCM_RATES.get(format);
  if (rate === undefined) return undefined;
  const resample = changingRate(LINE_RATE, rate);
  return (payload) => {
    const samples = resample(decodeMuLaw(bytesOf(payload)));
    return base64Of(littleEndian(samples));
  };
}

/**
 * Turns the agent's audio into the line's. A sample that is cut in two by the end of a chunk is put together with the
 * next.
 * @returns undefined for `ulaw_8000`, which passes as it is
 */
export function fromAgentFormat(format: string): ((payload: Buffer) => Buffer) | undefined {
  const rate = PCM_RATES.get(format);
  if (rate === undefined) return undefined;
  const resample = changingRate(rate, LINE_RATE);
  let rest: Buffer = Buffer.alloc(0);
  return (payload) => {
    const bytes = Buffer.concat([rest, bytesOf(payload)]);
    const whole = bytes.length - (bytes.length % 2);
    rest = bytes.subarray(whole);
    const samples = Int16Array.from({ length: whole / 2 }, (_, at) => bytes.readInt16LE(2 * at));
    return base64Of(encodeMuLaw(resample(samples)));
  };
}

function changingRate(from: number, to: number): (samples: Int16Array) => Int16Array {
  if (from === to) return (samples) => samples;
  const resampler = new Resampler(from, to);
  return (samples) => resampler.resample(samples);
}

function bytesOf(payload: Buffer): Buffer {
  return Buffer.from(payload.toString('latin1'), 'base64');
}

function base64Of(bytes: Uint8Array): Buffer {
  return Buffer.from(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
    'latin1',
  );
}

function littleEndian(samples: Int16Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length * 2);
  for (let at = 0; at < samples.length; at++) bytes.writeInt16LE(samples[at] ?? 0, 2 * at);
  return bytes;
}
