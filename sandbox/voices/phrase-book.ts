import { LRUCache } from 'lru-cache';
import { FRAME_BYTES, isAudible } from '../audio/mulaw.ts';
import { PERSON_VOICE, speak, type Voice } from './voice.ts';

/** Spoken texts are kept, since the same few are said over and over. */
const spoken = new LRUCache<string, Buffer>({
  maxSize: 32 * 2 ** 20,
  sizeCalculation: (audio) => audio.length,
});

/** A text in a voice, as whole frames of μ-law. */
export function say(text: string, voice: Voice): Buffer {
  const key = `${voice.name}:${text}`;
  const known = spoken.get(key);
  if (known) return known;
  const audio = speak(text, voice);
  spoken.set(key, audio);
  return audio;
}

interface Place {
  text: string;
  /** Share of the text that has been said when this frame has. */
  until: number;
}

/**
 * Every audible frame of every sentence that a person here can say. The agent's half knows nothing of the telephone's;
 * it understands a person by finding the frames it hears in this book, so a transcript is proof of the sound that really
 * came through: what was lost or spoilt on the way is not understood.
 */
const book = new Map<string, Place>();

/** What a person says, in the person's voice, so that it can be understood. */
export function personSays(text: string): Buffer {
  const key = `${PERSON_VOICE.name}:${text}`;
  const known = spoken.has(key);
  const audio = say(text, PERSON_VOICE);
  if (!known) enter(text, audio);
  return audio;
}

function enter(text: string, audio: Buffer): void {
  const audible: Buffer[] = [];
  for (let at = 0; at < audio.length; at += FRAME_BYTES) {
    const frame = audio.subarray(at, at + FRAME_BYTES);
    if (isAudible(frame)) audible.push(frame);
  }
  audible.forEach((frame, index) => {
    book.set(frame.toString('latin1'), { text, until: (index + 1) / audible.length });
  });
}

/** A share of a text's words, rounded to the nearest word; at least one once anything was said. */
export function wordsUntil(text: string, share: number): string {
  if (share >= 0.9) return text;
  const words = text.split(' ');
  return words.slice(0, Math.max(1, Math.round(words.length * share))).join(' ');
}

/** The words of a text between two shares of it, each rounded to the nearest word; none when they meet. */
export function wordsBetween(text: string, from: number, until: number): string {
  const words = text.split(' ');
  return words.slice(Math.round(words.length * from), Math.round(words.length * until)).join(' ');
}

/** Listens to one utterance after the other. */
export class Recogniser {
  #heard: Place[] = [];

  /** @param frame 160 bytes of μ-law */
  hear(frame: Buffer): void {
    const place = book.get(frame.toString('latin1'));
    if (!place) return;
    const last = this.#heard.at(-1);
    if (last?.text === place.text && last.until <= place.until) last.until = place.until;
    else this.#heard.push({ ...place });
  }

  /** What was said since the last call, or undefined when nothing could be understood. */
  takeText(): string | undefined {
    const said = this.#heard.map(({ text, until }) => wordsUntil(text, until)).join(' ');
    this.#heard = [];
    return said || undefined;
  }
}
