import type { GateFacts } from '../../contracts/gate.ts';
import type { RulePack } from '../../contracts/rules.ts';
import { consentSpans } from './consent.ts';
import { holdsFor } from './jurisdictions.ts';
import type { Limit } from './limit.ts';
import { union } from './spans.ts';

const DAY = 24 * 3600_000;

/** One limit for each register that has to have been asked: how long its answer counts. */
export function registryLimits(facts: GateFacts, packs: RulePack[]): Limit[] {
  return packs.flatMap((pack) =>
    pack.registries
      .filter((rule) => holdsFor(rule, facts.campaign.purpose))
      .map((rule) => ({
        rule: `registry.${pack.id}.${rule.registry}`,
        closed: `The list was not washed against ${rule.registry} in the last ${rule.maxAgeDays} days`,
        zones: [],
        spans: () =>
          union([
            ...facts.washes
              .filter((wash) => wash.registry === rule.registry)
              .map(({ washedAt }) => ({ from: washedAt, until: washedAt + rule.maxAgeDays * DAY })),
            ...(rule.consentSpares ? consentSpans(facts.consents, 'express') : []),
          ]),
      })),
  );
}
