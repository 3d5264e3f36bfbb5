import type { Limits } from '../../contracts/budget.ts';
import type { SelfPause } from '../../contracts/campaign-states.ts';
import type { Outcome } from '../../contracts/outcome.ts';

/** What of a finished call the limits are about. */
export interface FinishedCall {
  outcome?: Outcome;
  /** From the answer to the agent's first sound; undefined where nobody measured it. */
  firstAudioMs?: number;
  optedOut?: unknown;
}

/** Whoever hears nothing for so long was called by a machine with nobody behind it. */
const DEAD_AIR_MS = 2_000;
const FAILED: readonly (Outcome | undefined)[] = ['failed_provider', 'failed_ours'];

/** Why a campaign must pause, by its latest calls; undefined when there is nothing to say against it. */
export function tripped(calls: readonly FinishedCall[], limits: Limits): SelfPause | undefined {
  const people = calls.filter(({ outcome }) => outcome === 'human');
  const measured = people.filter(({ firstAudioMs }) => firstAudioMs !== undefined);
  const silent = measured.filter(({ firstAudioMs = 0 }) => firstAudioMs > DEAD_AIR_MS);
  const failed = calls.filter(({ outcome }) => FAILED.includes(outcome));
  const objected = calls.filter(({ optedOut }) => Boolean(optedOut));
  const over = (part: readonly unknown[], all: readonly unknown[], percent: number) =>
    all.length >= limits.sample && part.length * 100 > percent * all.length;
  const said = (what: string, part: readonly unknown[], all: readonly unknown[], percent: number) => ({
    reason: `${part.length} of the last ${all.length} ${what}; the limit is ${percent} %. Look into it, then resume`,
  });
  if (over(failed, calls, limits.failurePercent))
    return said('calls failed', failed, calls, limits.failurePercent);
  if (over(silent, measured, limits.deadAirPercent))
    return said('people who answered heard nothing for 2 s', silent, measured, limits.deadAirPercent);
  if (over(objected, people, limits.optOutPercent))
    return said('people who answered do not want to be called', objected, people, limits.optOutPercent);
  return undefined;
}
