import type { Outcome } from '../../contracts/outcome.ts';
import { chance } from '../choice/chance.ts';

/** A call as the records have it, or as one is assumed to go: what a call of the forecast may be like. */
export interface PastCall {
  outcome: Outcome;
  /** Of the attempt before it, to the same person in the same campaign; null where it was the first. */
  after: Outcome | null;
  /** Milliseconds from its start until its line was free again. */
  heldMs: number;
  /** In the currency of the Twilio account; undefined where no price is known. */
  cost?: number | undefined;
  goalMissed?: boolean;
  optedOut?: boolean;
  /** The person asked to be called again so many milliseconds after its end. */
  callBackAfterMs?: number | undefined;
}

/** The call that an attempt comes to. `before` is the outcome of the attempt before it. */
export type Draw = (personId: string, attempt: number, before: Outcome | undefined) => PastCall;

/** Fewer calls of a kind say nothing about the next. */
const FEWEST = 20;

/**
 * Draws calls from past ones: a first attempt from first attempts, another from those that followed on the same outcome,
 * since whoever did not answer once is likelier not to answer again. The same seed, person and attempt give the same call.
 * @param past at least one
 */
export function createDraw(past: readonly [PastCall, ...PastCall[]], seed: number): Draw {
  const later = past.filter(({ after }) => after !== null);
  const following = (before: Outcome | undefined) => {
    const same = past.filter(({ after }) => after === (before ?? null));
    if (same.length >= FEWEST) return same;
    return before !== undefined && later.length >= FEWEST ? later : past;
  };
  const pools = new Map<Outcome | undefined, readonly PastCall[]>();
  return (personId, attempt, before) => {
    const pool = pools.get(before) ?? following(before);
    pools.set(before, pool);
    const index = Math.floor(chance(`${seed}:${personId}:${attempt}`) * pool.length);
    return pool[index] ?? past[0];
  };
}
