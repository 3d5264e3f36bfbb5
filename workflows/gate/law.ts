import type { GateFacts } from '../../contracts/gate.ts';
import type { RulePack } from '../../contracts/rules.ts';
import { anyHourSpans } from './consent.ts';
import { hoursIn } from './hours.ts';
import { holdsFor } from './jurisdictions.ts';
import type { Limit } from './limit.ts';
import { union } from './spans.ts';

/** Each pack's hours, in each zone where the person may be. */
export function hourLimits(facts: GateFacts, packs: RulePack[], zones: string[]): Limit[] {
  return packs.flatMap((pack) => {
    const hours = pack.hours.filter((rule) => holdsFor(rule, facts.campaign.purpose));
    if (hours.length === 0) return [];
    const opened = hours.some((rule) => rule.consentOpens) ? anyHourSpans(facts.consents) : [];
    return zones.map((zone) => ({
      rule: `hours.${pack.id}`,
      closed: `Outside of the hours of ${pack.name}`,
      zones: [zone],
      spans: (period) => union([...hoursIn(zone, hours, period), ...opened]),
    }));
  });
}
