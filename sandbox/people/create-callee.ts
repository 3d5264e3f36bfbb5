import { durationMs } from '../audio/mulaw.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Random } from '../random.ts';
import { personSays } from '../voices/phrase-book.ts';
import type { Callee } from './callee.ts';
import { PARTS } from './lines.ts';
import { greetingMs, Machine } from './machines.ts';
import { Person } from './person.ts';

/** @param presses keys that the person presses when first spoken to, in place of what they would say */
export function createCallee(behaviour: Behaviour, random: Random, presses?: string): Callee {
  if (behaviour.kind === 'machine') return new Machine(behaviour.machine);
  const part = PARTS[behaviour.kind === 'answers' ? behaviour.person : 'silent'];
  if (presses === undefined) return new Person(part, random);
  // One who greets presses after the greeting.
  const first = part.greets === false ? 0 : 1;
  const says = [...part.says.slice(0, first), { presses }, ...part.says.slice(first)];
  return new Person({ ...part, says }, random);
}

/** How long somebody speaks at first, milliseconds: what machine detection goes by. */
export function greetingSpeechMs(behaviour: Behaviour): number {
  if (behaviour.kind === 'machine') return greetingMs(behaviour.machine);
  const [greeting] = behaviour.kind === 'answers' ? PARTS[behaviour.person].says : [];
  return typeof greeting === 'string' ? durationMs(personSays(greeting).length) : 0;
}
