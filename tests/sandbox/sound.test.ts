import { describe, expect, it } from '@jest/globals';
import { Ear } from '../../sandbox/audio/ear.ts';
import { AUDIO_FORMATS, fromMulaw, toMulaw } from '../../sandbox/audio/formats.ts';
import { DECODED, encodeSample, FRAME_BYTES, isAudible, SILENT_FRAME } from '../../sandbox/audio/mulaw.ts';
import { personSays, Recogniser, wordsUntil } from '../../sandbox/voices/phrase-book.ts';
import { AGENT_VOICE, PERSON_VOICE, speak } from '../../sandbox/voices/voice.ts';

const frames = (audio: Buffer) =>
  Array.from({ length: audio.length / FRAME_BYTES }, (_, nth) =>
    audio.subarray(nth * FRAME_BYTES, (nth + 1) * FRAME_BYTES),
  );

describe('μ-law', () => {
  it('decodes what it encodes, byte for byte', () => {
    const bytes = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 0x7f);
    expect(bytes.map((byte) => encodeSample(DECODED[byte] ?? 0))).toEqual(bytes);
  });

  it.each(AUDIO_FORMATS)('comes back from %s as it went', (format) => {
    const audio = personSays('Hello?');
    const back = toMulaw(fromMulaw(audio, format), format);
    expect(Math.abs(back.length - audio.length)).toBeLessThan(2);
    if (format.endsWith('000')) expect(back.equals(audio)).toBe(true);
  });
});

describe('the voices', () => {
  it('say the same sentence in the same bytes, in whole frames', () => {
    expect(speak('Is now a good time?', AGENT_VOICE)).toEqual(speak('Is now a good time?', AGENT_VOICE));
    expect(speak('Is now a good time?', AGENT_VOICE).length % FRAME_BYTES).toBe(0);
  });

  it('can be told apart by pitch: the person is about twice as high as the agent', () => {
    const ratio =
      pitchOf(speak('aaaaa aaaaa aaaaa', PERSON_VOICE)) / pitchOf(speak('aaaaa aaaaa aaaaa', AGENT_VOICE));
    expect(ratio).toBeGreaterThan(1.6);
    expect(ratio).toBeLessThan(2.5);
  });

  it('are loud enough to be heard, and silence is not', () => {
    expect(frames(speak('Hello there, how are you?', PERSON_VOICE)).filter(isAudible).length).toBeGreaterThan(
      20,
    );
    expect(isAudible(SILENT_FRAME)).toBe(false);
  });
});

describe('the ear', () => {
  it('hears one utterance in a sentence with commas, and its end after the pause', () => {
    const ear = new Ear(360);
    const sounds = [
      ...frames(speak('Well, to be honest, yes.', PERSON_VOICE)),
      ...Array(30).fill(SILENT_FRAME),
    ];
    const heard = sounds.map((frame) => ear.hear(isAudible(frame))).filter(Boolean);
    expect(heard).toEqual(['began', 'ended']);
  });
});

describe('the recogniser', () => {
  it('understands a sentence it hears, and only as much as it hears', () => {
    const sentence = 'I am driving, can you call me back later?';
    const all = frames(personSays(sentence));
    const recogniser = new Recogniser();
    for (const frame of all) recogniser.hear(frame);
    expect(recogniser.takeText()).toBe(sentence);
    for (const frame of all.slice(0, all.length / 2)) recogniser.hear(frame);
    const half = recogniser.takeText() ?? '';
    expect(sentence.startsWith(half)).toBe(true);
    expect(half.length).toBeLessThan(sentence.length);
  });

  it('does not understand spoilt sound', () => {
    const recogniser = new Recogniser();
    for (const frame of frames(personSays('Hello?')))
      recogniser.hear(Buffer.from(frame.map((byte) => byte ^ 1)));
    expect(recogniser.takeText()).toBeUndefined();
  });

  it('gives at least a word of what was begun', () => {
    expect(wordsUntil('one two three four', 0.01)).toBe('one');
    expect(wordsUntil('one two three four', 0.5)).toBe('one two');
    expect(wordsUntil('one two three four', 1)).toBe('one two three four');
  });
});

/** The strongest period between 70 and 400 Hz, by autocorrelation. */
function pitchOf(audio: Buffer): number {
  const samples = Array.from(audio.subarray(800, 4000), (byte) => DECODED[byte] ?? 0);
  const lags = Array.from({ length: 95 }, (_, nth) => nth + 20);
  const score = (lag: number) =>
    samples.reduce((sum, sample, at) => sum + sample * (samples[at + lag] ?? 0), 0);
  const best = lags.reduce((most, lag) => (score(lag) > score(most) ? lag : most));
  return 8000 / best;
}
