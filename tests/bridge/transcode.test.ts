import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeMuLaw, encodeMuLaw } from '../../media-bridge/transcode/g711.ts';
import { Resampler } from '../../media-bridge/transcode/resampler.ts';
import { fromAgentFormat, isSpoken, toAgentFormat } from '../../media-bridge/transcode/transcoder.ts';
import { until } from '../support/until.ts';
import { frame, World } from './world.ts';

/** ITU-T G.711, table 2a, times four: the first value of each segment as it is on the line, and the step from there. */
const SEGMENTS = [
  [32_124, 1_024],
  [15_996, 512],
  [7_932, 256],
  [3_900, 128],
  [1_884, 64],
  [876, 32],
  [372, 16],
  [120, 8],
] as const;

const REFERENCE = SEGMENTS.flatMap(([first, step]) =>
  Array.from({ length: 16 }, (_, at) => first - at * step),
);

describe('G.711 mu-law', () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

  it('has the values of the recommendation, negative ones below 0x80', () => {
    const negative = REFERENCE.map((value) => 0 - value);
    expect([...decodeMuLaw(all)]).toEqual([...negative, ...REFERENCE]);
  });

  it('comes back from each byte as it went, save minus nothing', () => {
    expect([...encodeMuLaw(decodeMuLaw(all))]).toEqual([...all].map((byte) => (byte === 0x7f ? 0xff : byte)));
  });

  it('gives each sample the value from which it is half a step of its segment away at most', () => {
    const samples = Int16Array.from({ length: 2 * 32_635 + 1 }, (_, at) => at - 32_635);
    const there = decodeMuLaw(encodeMuLaw(samples));
    const stepOf = new Map(REFERENCE.map((value, at) => [value, SEGMENTS[at >> 4]?.[1] ?? 0]));
    const far = samples.filter((sample, at) => {
      const value = there[at] ?? Number.NaN;
      return !(Math.abs(value - sample) <= (stepOf.get(Math.abs(value)) ?? 0) / 2);
    });
    expect([...far]).toEqual([]);
    expect([...decodeMuLaw(encodeMuLaw(Int16Array.of(32_767, -32_768)))]).toEqual([32_124, -32_124]);
  });
});

function sine(hertz: number, rate: number, seconds: number): Int16Array {
  return Int16Array.from({ length: rate * seconds }, (_, at) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hertz * at) / rate)),
  );
}

/** How much of a signal is this tone, against all the rest of it (dB), and how loud the tone is. Its ends are left out. */
function toneIn(samples: Int16Array, hertz: number, rate: number): { loudness: number; snr: number } {
  const middle = samples.slice(rate / 50, -rate / 50);
  let [s, c, power] = [0, 0, 0];
  for (const [at, sample] of middle.entries()) {
    s += sample * Math.sin((2 * Math.PI * hertz * at) / rate);
    c += sample * Math.cos((2 * Math.PI * hertz * at) / rate);
    power += sample * sample;
  }
  const loudness = (2 * Math.hypot(s, c)) / middle.length;
  const rest = Math.max(1e-9, power / middle.length - loudness ** 2 / 2);
  return { loudness, snr: 10 * Math.log10(loudness ** 2 / 2 / rest) };
}

const RATES = [16_000, 22_050, 24_000, 44_100, 48_000];

describe('a change of rate', () => {
  const pairs = RATES.flatMap((rate) => [
    [8_000, rate],
    [rate, 8_000],
  ]) as [number, number][];

  it.each(pairs)('from %i to %i keeps tones of speech as they are', (from, to) => {
    for (const hertz of [300, 1_000, 3_000]) {
      const changed = new Resampler(from, to).resample(sine(hertz, from, 1));
      const { loudness, snr } = toneIn(changed, hertz, to);
      expect(Math.abs(changed.length - to)).toBeLessThan(to / 100);
      expect(snr).toBeGreaterThan(55);
      expect(Math.abs(20 * Math.log10(loudness / 10_000))).toBeLessThan(0.1);
    }
  });

  it.each(RATES)('from %i to 8000 lets nothing through that would come out as another tone', (rate) => {
    for (const hertz of [4_300, 5_000, 6_500].filter((one) => one < rate / 2)) {
      const changed = new Resampler(rate, 8_000).resample(sine(hertz, rate, 1)).slice(400, -400);
      const loudest = changed.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      expect(20 * Math.log10(loudest / 10_000)).toBeLessThan(-50);
    }
  });

  it.each(pairs)('from %i to %i has no seam between chunks of any length', (from, to) => {
    const samples = sine(440, from, 0.5);
    const whole = new Resampler(from, to).resample(samples);
    const inParts = new Resampler(from, to);
    const parts: number[] = [];
    for (let at = 0, length = 1; at < samples.length; at += length, length = (length * 7 + 3) % 501) {
      parts.push(...inParts.resample(samples.subarray(at, at + length)));
    }
    expect(parts).toEqual([...whole]);
  });
});

describe('a payload', () => {
  it('of mu-law is left alone', () => {
    expect(toAgentFormat('ulaw_8000')).toBeUndefined();
    expect(fromAgentFormat('ulaw_8000')).toBeUndefined();
    expect(['ulaw_8000', 'pcm_44100', 'mp3_44100', 'toString'].map(isSpoken)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it.each([8_000, ...RATES])('of pcm_%i comes back from the line as it went', (rate) => {
    const toLine = fromAgentFormat(`pcm_${rate}`);
    const toAgent = toAgentFormat(`pcm_${rate}`);
    const bytes = Buffer.from(sine(1_000, rate, 1).buffer);
    const back: Buffer[] = [];
    // Chunks of odd lengths: a sample may be cut in two.
    for (let at = 0; at < bytes.length; at += 4_801) {
      const base64 = bytes.subarray(at, at + 4_801).toString('base64');
      const line = toLine?.(Buffer.from(base64)) ?? Buffer.alloc(0);
      back.push(Buffer.from(String(toAgent?.(line)), 'base64'));
    }
    const all = Buffer.concat(back);
    const samples = Int16Array.from({ length: all.length / 2 }, (_, at) => all.readInt16LE(2 * at));
    const { loudness, snr } = toneIn(samples, 1_000, rate);
    expect(Math.abs(loudness / 10_000 - 1)).toBeLessThan(0.02);
    // What mu-law itself does to a tone.
    expect(snr).toBeGreaterThan(33);
  });
});

describe('a call with an agent that speaks PCM', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
    world.agent.onInitiation = (peer) => peer.ready('pcm_16000', 'pcm_24000');
  });
  afterEach(() => world.close());

  it('is heard and hears, each in its format, from the first sound that was held', async () => {
    const stream = await world.talk();
    for (let count = 0; count < 20; count++) stream.speak(frame(0x80));
    await until('the voice', () => world.agent.heard().length === 21);
    const heard = world.agent.heard().map((payload) => Buffer.from(payload, 'base64'));
    expect(heard.slice(2).map((bytes) => bytes.length)).toEqual(Array(19).fill(640));
    expect(heard[20]?.readInt16LE(600)).toBeGreaterThan(32_000);

    const samples = Buffer.from(Int16Array.from({ length: 4_800 }, () => 8_031).buffer);
    for (let count = 0; count < 3; count++) world.agent.speak(samples.toString('base64'), 1);
    await stream.expect('media', 3);
    const last = Buffer.from(String(stream.played()[2]), 'base64');
    expect(last).toHaveLength(1_600);
    expect(new Set(decodeMuLaw(last))).toEqual(new Set([7_932]));
  });

  it('goes on untouched when a message has no audio in it, or none that is any', async () => {
    const stream = await world.talk();
    world.agent.speak('AA==', 1);
    world.agent.speak('', 1);
    world.agent.say('{"type":"audio","audio_event":{"audio_base_64":"!!!!","event_id":1}}');
    stream.speak('!!');
    stream.speak(frame(0x80));
    await until('the voice', () => world.agent.heard().length >= 2);
    expect(stream.closeCode).toBeUndefined();
  });
});
