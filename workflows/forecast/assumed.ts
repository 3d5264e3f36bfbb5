import type { Outcome } from '../../contracts/outcome.ts';
import type { PastCall } from './draw.ts';

/**
 * How a hundred calls go, where no records say how they do: about three in ten people answer, as many machines, and a
 * quarter of the phones ring in vain. Round numbers, to be replaced by the first calls made.
 */
const OF_A_HUNDRED: readonly [Outcome, calls: number, seconds: number | 'ring'][] = [
  ['human', 30, 90],
  ['voicemail', 30, 25],
  ['no_answer', 25, 'ring'],
  ['busy', 6, 4],
  ['declined', 5, 12],
  ['invalid_number', 3, 3],
  ['failed_provider', 1, 3],
];

export interface Assumptions {
  ringSeconds: number;
  maxCallSeconds: number;
  /** Of a call that was answered, in the currency of the Twilio account; undefined where nothing says it. */
  perMinute: number | undefined;
}

/** Calls to draw from where there are none to go by. */
export function assumedCalls({
  ringSeconds,
  maxCallSeconds,
  perMinute,
}: Assumptions): [PastCall, ...PastCall[]] {
  const calls = OF_A_HUNDRED.flatMap(([outcome, count, length]) => {
    const seconds = length === 'ring' ? ringSeconds : Math.min(length, maxCallSeconds);
    const minutes = outcome === 'human' || outcome === 'voicemail' ? Math.ceil(seconds / 60) : 0;
    const cost = perMinute === undefined ? undefined : minutes * perMinute;
    return Array.from({ length: count }, () => ({ outcome, after: null, heldMs: seconds * 1000, cost }));
  });
  return calls as [PastCall, ...PastCall[]];
}
