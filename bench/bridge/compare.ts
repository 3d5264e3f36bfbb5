import type { Figures } from './figures.ts';
import { round } from './figures.ts';

/** How many calls a bridge holds within a limit of delay. */
export interface Held {
  calls: number;
  /** It held the most that was tried, so it may hold more. */
  atLeast: boolean;
}

export interface EqualDelay {
  /** p99 of both directions, milliseconds. */
  limitMs: number;
  ours: Held | undefined;
  other: Held | undefined;
  /** Ours for each of the other's; undefined when one of them is not known. */
  ratio: number | undefined;
  /** The ratio is a lower bound. */
  atLeast: boolean;
}

/** Limits at which bridges are compared; a person hears more than about 100 ms as a slow answer. */
export const LIMITS_MS = [2, 5, 10, 20, 50, 100] as const;

/** Whether all calls were up and everything that was sent arrived, as it was and where it belongs. */
export function isComplete({ lost, reordered, duplicated, faults, messages }: Figures): boolean {
  const { altered, crossed, faulty, notUp, brokenOff } = faults;
  return messages > 0 && lost + reordered + duplicated + altered + crossed + faulty + notUp + brokenOff === 0;
}

/**
 * The number of calls up to which p99 stays within the limit, between two steps by a straight line. A step that lost
 * anything holds none. Undefined when not even the first step holds.
 * @param curve by number of calls, rising
 */
export function callsWithin(curve: readonly Figures[], limitMs: number): Held | undefined {
  let held: Figures | undefined;
  for (const step of curve) {
    const holds = isComplete(step) && step.both.p99 <= limitMs;
    if (holds) held = step;
    else if (!held) return undefined;
    else return { calls: isComplete(step) ? between(held, step, limitMs) : held.calls, atLeast: false };
  }
  return held && { calls: held.calls, atLeast: true };
}

function between(held: Figures, next: Figures, limitMs: number): number {
  const share = (limitMs - held.both.p99) / (next.both.p99 - held.both.p99);
  return Math.round(held.calls + share * (next.calls - held.calls));
}

export function atEqualDelay(ours: readonly Figures[], other: readonly Figures[]): EqualDelay[] {
  return LIMITS_MS.map((limitMs) => {
    const us = callsWithin(ours, limitMs);
    const them = callsWithin(other, limitMs);
    const known = us !== undefined && them !== undefined && !them.atLeast;
    const ratio = known ? round(us.calls / them.calls, 2) : undefined;
    return { limitMs, ours: us, other: them, ratio, atLeast: known && us.atLeast };
  });
}

/** CPU of ours for each of the other's, by message, at every number of calls that both carried. */
export function costRatios(
  ours: readonly Figures[],
  other: readonly Figures[],
): { calls: number; ratio: number }[] {
  return ours.flatMap((step) => {
    const same = other.find(({ calls }) => calls === step.calls);
    if (!same || same.messages === 0 || step.messages === 0) return [];
    return [{ calls: step.calls, ratio: round(step.cpuPerMessage / same.cpuPerMessage, 3) }];
  });
}

/** Forth and back, so that what changes slowly on the machine falls on all alike: A B B A. */
export function pairing<Name>(names: readonly Name[]): Name[] {
  return [...names, ...names.toReversed()];
}
