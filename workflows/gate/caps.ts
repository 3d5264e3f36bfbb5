import type { Cap, GateFacts } from '../../contracts/gate.ts';
import type { RulePack } from '../../contracts/rules.ts';
import { holdsFor } from './jurisdictions.ts';
import type { Limit } from './limit.ts';
import type { Span } from './spans.ts';

const HOUR = 3600_000;

/** How often a person may be called: by the packs, and by us unless the person asked for this call. */
export function capLimits(facts: GateFacts, packs: RulePack[], zones: string[]): Limit[] {
  const law = packs.flatMap((pack) =>
    pack.caps
      .filter((rule) => holdsFor(rule, facts.campaign.purpose))
      .map((cap) => limit(facts, `frequency.${pack.id}`, cap, zones)),
  );
  const ours = facts.callBack ? [] : (facts.caps ?? []);
  return [...law, ...ours.map((cap) => limit(facts, 'frequency.own', cap, zones))];
}

function limit(facts: GateFacts, rule: string, cap: Cap, zones: string[]): Limit {
  const { calls, hours } = cap;
  return {
    rule,
    closed: `A person may be called ${calls} times ${hours ? `in ${hours} hours` : 'in all'}, and was`,
    zones,
    spans: () => freeSpans(facts, cap),
  };
}

/** Calls only grow older, so once a cap is free it stays so until the next call. */
function freeSpans({ dialedAt, dialedEver }: GateFacts, { calls, hours }: Cap): Span[] {
  const always = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
  if (hours === undefined) return dialedEver < calls ? [always] : [];
  const counted = dialedAt.toSorted((a, b) => b - a)[calls - 1];
  return counted === undefined ? [always] : [{ ...always, from: counted + hours * HOUR }];
}
