import { durationMs, FRAME_BYTES } from '../audio/mulaw.ts';
import type { MachineName } from '../behaviour.ts';
import { personSays } from '../voices/phrase-book.ts';
import { silence, tone } from '../voices/voice.ts';
import type { Act, Callee } from './callee.ts';
import { MACHINE_GREETING, MENU } from './lines.ts';

/** A machine lets a caller talk for so long before it hangs up. */
const MESSAGE_MS = 12_000;
const MENU_TIMES = 3;
const MENU_PAUSE_MS = 2000;

/** What a machine plays, and from where on it records; all in frames of μ-law. */
interface Tape {
  audio: Buffer;
  /** Bytes; beyond the end when nothing is recorded. */
  tapesFrom: number;
}

const TAPES: Record<MachineName, () => Tape> = {
  voicemail: () => answering(greeting()),
  'voicemail without beep': () => answering(words()),
  menu: () => playedOnly(repeated(Buffer.concat([personSays(MENU), silence(MENU_PAUSE_MS)]), MENU_TIMES)),
  fax: () => playedOnly(repeated(Buffer.concat([silence(300), tone(2100, 2600)]), 3)),
};

/** How long a machine speaks before it listens, with its beep if it has one; milliseconds. */
export function greetingMs(machine: MachineName): number {
  if (machine === 'menu') return durationMs(personSays(MENU).length);
  if (machine === 'fax') return 0;
  return durationMs((machine === 'voicemail' ? greeting() : words()).length);
}

function answering(greets: Buffer): Tape {
  return { audio: Buffer.concat([greets, silence(MESSAGE_MS)]), tapesFrom: greets.length };
}

function playedOnly(audio: Buffer): Tape {
  return { audio, tapesFrom: Number.POSITIVE_INFINITY };
}

function words(): Buffer {
  return Buffer.concat([silence(200), personSays(MACHINE_GREETING)]);
}

function greeting(): Buffer {
  return Buffer.concat([words(), silence(100), tone(1000, 500)]);
}

function repeated(audio: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => audio));
}

/** Plays its tape and hangs up at its end, whatever it hears. */
export class Machine implements Callee {
  readonly #tape: Tape;
  #at = 0;

  constructor(name: MachineName) {
    this.#tape = TAPES[name]();
  }

  get taping(): boolean {
    return this.#at > this.#tape.tapesFrom;
  }

  next(): Act {
    const { audio } = this.#tape;
    if (this.#at >= audio.length) return { hangsUp: true };
    const frame = audio.subarray(this.#at, this.#at + FRAME_BYTES);
    this.#at += FRAME_BYTES;
    return { frame };
  }
}
