import type { ConsentFact, GateFacts } from '../../contracts/gate.ts';
import type { ConsentBasis, LineType, RulePack } from '../../contracts/rules.ts';
import { holdsFor } from './jurisdictions.ts';
import type { Limit } from './limit.ts';
import { type Span, union } from './spans.ts';

const WORTH: Record<ConsentBasis, number> = { express_written: 3, express: 2, existing_relationship: 1 };
const IN_WORDS: Record<ConsentBasis, string> = {
  express_written: 'an express consent in writing',
  express: 'an express consent',
  existing_relationship: 'an existing relationship or a consent',
};

/** When a consent of at least this basis holds. */
export function consentSpans(consents: ConsentFact[], least: ConsentBasis): Span[] {
  return union(
    consents
      .filter((consent) => WORTH[consent.basis] >= WORTH[least])
      .map(({ givenAt, expiresAt, revokedAt }) => ({
        from: givenAt,
        until: Math.min(expiresAt ?? Number.POSITIVE_INFINITY, revokedAt ?? Number.POSITIVE_INFINITY),
      })),
  );
}

/** When an express consent for calls outside of the usual hours holds. */
export function anyHourSpans(consents: ConsentFact[]): Span[] {
  return consentSpans(
    consents.filter((consent) => consent.outsideHours),
    'express',
  );
}

/** One limit for each rule that asks for consent, and one for a campaign that does. */
export function consentLimits(facts: GateFacts, packs: RulePack[]): Limit[] {
  const { purpose, requireConsent } = facts.campaign;
  const asked = packs.flatMap((pack) =>
    pack.consent
      .filter((rule) => holdsFor(rule, purpose) && mayBe(facts.person.lineType, rule.lineTypes))
      .map((rule) => limit(facts, `consent.${pack.id}`, rule.basis, pack.name)),
  );
  const ours = requireConsent
    ? [limit(facts, 'consent.campaign', 'existing_relationship', 'This campaign')]
    : [];
  return [...asked, ...ours];
}

function limit(facts: GateFacts, rule: string, basis: ConsentBasis, who: string): Limit {
  return {
    rule,
    closed: `${who} asks for ${IN_WORDS[basis]}, and none holds`,
    zones: [],
    spans: () => consentSpans(facts.consents, basis),
  };
}

/** Kinds of line that a pack closes. */
export function lineLimits({ person, campaign }: GateFacts, packs: RulePack[]): Limit[] {
  return packs.flatMap((pack) =>
    pack.closedLines
      .filter((rule) => holdsFor(rule, campaign.purpose) && mayBe(person.lineType, rule.lineTypes))
      .map(({ lineTypes }) => ({
        rule: `line.${pack.id}`,
        closed: `${pack.name} closes ${lineTypes.join(', ')} lines, and this one is ${person.lineType}`,
        zones: [],
        spans: () => [],
      })),
  );
}

/** A line of which nobody knows what it is may be of any kind a rule names. */
function mayBe(lineType: LineType, asked: LineType[] | undefined): boolean {
  return asked === undefined || lineType === 'unknown' || asked.includes(lineType);
}
