import type { GateFacts, Verdict } from '../../contracts/gate.ts';
import { decide } from '../gate/decide.ts';

const MINUTE_MS = 60_000;

/** What the forecast adds to the facts of today. */
export interface Ahead {
  /** Epoch milliseconds. */
  now: number;
  attemptsMade: number;
  /** When the forecast itself has dialed this person. */
  dialedAt: readonly number[];
  callBack: boolean;
}

/** The gate's verdict at a moment to come. */
export type GateAhead = (facts: GateFacts, ahead: Ahead) => Verdict;

/**
 * The gate, of a campaign that runs: to the minute, so that people of whom the same is known are decided once. They share
 * their facts, which are told apart by identity.
 */
export function createGateAhead(): GateAhead {
  const numbers = new Map<GateFacts, number>();
  const verdicts = new Map<string, Verdict>();
  return (facts, { now, attemptsMade, dialedAt, callBack }) => {
    const number = numbers.get(facts) ?? numbers.size;
    numbers.set(facts, number);
    const minutes = [now, ...dialedAt].map((at) => Math.floor(at / MINUTE_MS));
    const key = `${number} ${attemptsMade} ${callBack} ${minutes}`;
    const known = verdicts.get(key);
    if (known) return known;
    const [minute = 0, ...dialed] = minutes.map((count) => count * MINUTE_MS);
    const { callBack: _, ...rest } = facts;
    const verdict = decide({
      ...rest,
      now: minute,
      campaign: { ...facts.campaign, state: 'running' },
      attemptsMade,
      dialedAt: [...dialed.reverse(), ...facts.dialedAt],
      dialedEver: facts.dialedEver + dialed.length,
      ...(callBack ? { callBack } : {}),
    });
    verdicts.set(key, verdict);
    return verdict;
  };
}
