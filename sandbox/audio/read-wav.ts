import { encodeSample, SAMPLE_RATE } from './mulaw.ts';

const PCM = 1;
const MULAW = 7;

interface Format {
  encoding: number;
  channels: number;
  rate: number;
  bits: number;
}

/** The first channel of a WAV as μ-law at 8 kHz, by the nearest sample; undefined for what is no 16-bit PCM or μ-law WAV. */
export function mulawOfWav(wav: Buffer): Buffer | undefined {
  if (wav.toString('latin1', 0, 4) !== 'RIFF' || wav.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  const format = readFormat(chunkOf(wav, 'fmt '));
  const data = chunkOf(wav, 'data');
  if (!format || !data) return undefined;
  const width = format.bits / 8;
  const step = width * format.channels;
  const samples = Math.floor(data.length / step);
  const mulaw = Buffer.allocUnsafe(Math.floor((samples * SAMPLE_RATE) / format.rate));
  for (let at = 0; at < mulaw.length; at++) {
    const source = Math.floor((at * format.rate) / SAMPLE_RATE) * step;
    mulaw[at] = format.encoding === MULAW ? data.readUInt8(source) : encodeSample(data.readInt16LE(source));
  }
  return mulaw;
}

function chunkOf(wav: Buffer, name: string): Buffer | undefined {
  for (let at = 12; at + 8 <= wav.length; ) {
    const length = wav.readUInt32LE(at + 4);
    if (wav.toString('latin1', at, at + 4) === name) return wav.subarray(at + 8, at + 8 + length);
    // Chunks begin at even places.
    at += 8 + length + (length % 2);
  }
  return undefined;
}

function readFormat(chunk: Buffer | undefined): Format | undefined {
  if (!chunk || chunk.length < 16) return undefined;
  const format = {
    encoding: chunk.readUInt16LE(0),
    channels: chunk.readUInt16LE(2),
    rate: chunk.readUInt32LE(4),
    bits: chunk.readUInt16LE(14),
  };
  const known =
    (format.encoding === PCM && format.bits === 16) || (format.encoding === MULAW && format.bits === 8);
  return known && format.channels > 0 && format.rate > 0 ? format : undefined;
}
