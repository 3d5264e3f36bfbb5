import { durationMs, FRAME_BYTES } from '../audio/mulaw.ts';
import type { Random } from '../random.ts';
import type { Behaviour } from '../scenario.ts';
import { personSays } from '../voices/phrase-book.ts';
import { silence, tone } from '../voices/voice.ts';
import type { Act, Callee } from './callee.ts';
import { MACHINE_GREETING, PARTS } from './lines.ts';
import { Person } from './person.ts';

/** A machine lets a caller talk for so long before it hangs up. */
const MESSAGE_MS = 12_000;

export function createCallee(behaviour: Behaviour, random: Random): Callee {
  if (behaviour.kind === 'answers') return new Person(PARTS[behaviour.person], random);
  if (behaviour.kind === 'machine' && behaviour.machine === 'fax') return new Player(faxCalls());
  return new Player(voicemail());
}

function voicemail(): Buffer {
  return Buffer.concat([greeting(), silence(MESSAGE_MS)]);
}

function greeting(): Buffer {
  return Buffer.concat([silence(200), personSays(MACHINE_GREETING), silence(100), tone(1000, 500)]);
}

/** How long a machine speaks and beeps, milliseconds. */
export function greetingMs(): number {
  return durationMs(greeting().length);
}

function faxCalls(): Buffer {
  const call = Buffer.concat([silence(300), tone(2100, 2600)]);
  return Buffer.concat([call, call, call]);
}

/** Plays a tape and hangs up at its end, whatever it hears. */
class Player implements Callee {
  readonly #tape: Buffer;
  #at = 0;

  constructor(tape: Buffer) {
    this.#tape = tape;
  }

  next(): Act {
    if (this.#at >= this.#tape.length) return { hangsUp: true };
    const frame = this.#tape.subarray(this.#at, this.#at + FRAME_BYTES);
    this.#at += FRAME_BYTES;
    return { frame };
  }
}
