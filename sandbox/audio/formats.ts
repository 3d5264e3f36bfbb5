import { DECODED, encodeSample, SAMPLE_RATE } from './mulaw.ts';

/** The formats of the agent socket (ElevenLabs reference 2.6): μ-law, or 16-bit little-endian PCM at some rate. */
export const AUDIO_FORMATS = [
  'ulaw_8000',
  'pcm_8000',
  'pcm_16000',
  'pcm_22050',
  'pcm_24000',
  'pcm_44100',
  'pcm_48000',
] as const;
export type AudioFormat = (typeof AUDIO_FORMATS)[number];

function rateOf(format: AudioFormat): number {
  return Number(format.split('_')[1]);
}

/** μ-law 8 kHz as `format`, by the nearest sample: telephone sound gains nothing from better. */
export function fromMulaw(mulaw: Buffer, format: AudioFormat): Buffer {
  if (format === 'ulaw_8000') return mulaw;
  const rate = rateOf(format);
  const length = Math.floor((mulaw.length * rate) / SAMPLE_RATE);
  const pcm = Buffer.allocUnsafe(length * 2);
  for (let at = 0; at < length; at++) {
    const source = mulaw[Math.floor((at * SAMPLE_RATE) / rate)] as number;
    pcm.writeInt16LE(DECODED[source] as number, at * 2);
  }
  return pcm;
}

/** `format` as μ-law 8 kHz. */
export function toMulaw(audio: Buffer, format: AudioFormat): Buffer {
  if (format === 'ulaw_8000') return audio;
  const rate = rateOf(format);
  const samples = audio.length >> 1;
  const mulaw = Buffer.allocUnsafe(Math.floor((samples * SAMPLE_RATE) / rate));
  for (let at = 0; at < mulaw.length; at++) {
    mulaw[at] = encodeSample(audio.readInt16LE(Math.floor((at * rate) / SAMPLE_RATE) * 2));
  }
  return mulaw;
}
