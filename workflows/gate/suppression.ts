import type { GateFacts, Reason, SuppressionFact } from '../../contracts/gate.ts';
import type { RulePack } from '../../contracts/rules.ts';
import { consentSpans } from './consent.ts';

const TEXTS: Record<SuppressionFact['kind'], string> = {
  internal: 'The person asked us not to call',
  registry: 'The number is on a do-not-call register',
  campaign: 'The number is on a do-not-call list of this campaign',
  reassigned: 'The number has gone to another person',
};

/** Why this number may not be called at all. */
export function suppressionReasons(facts: GateFacts, packs: RulePack[]): Reason[] {
  return facts.suppressions
    .filter((suppression) => !isSpared(suppression, facts, packs))
    .map(({ kind, list }) => ({
      rule: `suppression.${kind}`,
      text: list ? `${TEXTS[kind]}: ${list}` : TEXTS[kind],
    }));
}

/**
 * A consent spares from a register alone, and only where every pack that asks this register says so: a register of which
 * no pack knows is kept to.
 */
function isSpared({ kind, list }: SuppressionFact, { consents, now }: GateFacts, packs: RulePack[]): boolean {
  if (kind !== 'registry') return false;
  const rules = packs.flatMap((pack) => pack.registries).filter((rule) => rule.registry === list);
  if (rules.length === 0 || rules.some((rule) => !rule.consentSpares)) return false;
  return consentSpans(consents, 'express').some(({ from, until }) => from <= now && now < until);
}
