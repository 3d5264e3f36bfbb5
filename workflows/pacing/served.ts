import type { Contender } from './share-of.ts';

/** A lead that grew while lines were scarce must not give one campaign all starts when the pace becomes scarce. */
const MOST_BEHIND_STARTS = 100;

/**
 * What a campaign counts as served from now on. Whoever wanted nothing gathers no credit meanwhile, and nobody falls
 * back further than a little.
 * @param wanted whether it wanted more at its last turn, and that was just now
 */
export function servedFrom(
  own: number,
  wanted: boolean,
  others: readonly Pick<Contender, 'served' | 'wants' | 'weight'>[],
): number {
  const wanting = others.filter(({ wants }) => wants > 0);
  if (wanting.length === 0) return own;
  const served = wanting.map((other) => other.served);
  if (!wanted) return Math.max(own, Math.min(...served));
  const lightest = Math.min(...wanting.map(({ weight }) => weight));
  return Math.max(own, Math.max(...served) - MOST_BEHIND_STARTS / lightest);
}
