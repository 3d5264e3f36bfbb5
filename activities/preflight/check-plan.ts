import type { CampaignSettings } from '../../contracts/campaign.ts';
import type { GateFacts, Verdict } from '../../contracts/gate.ts';
import type { ByRule, PlanCheck } from '../../contracts/http/preflight.ts';
import type { CampaignDoc } from '../../platform/models/campaign.ts';
import { type Listed, nextNumber, underway } from '../../workflows/forecast/contact.ts';
import { decide } from '../../workflows/gate/decide.ts';
import type { Rules } from '../rules-in-force.ts';
import type { MissingVariables } from './missing-variables.ts';
import { FactsReader, type Waiting } from './read-list.ts';

const NEXT_TRY = {
  rule: 'due',
  text: 'Waits for its next try, or for the moment it was asked to be called at',
};

export type Counts = Omit<PlanCheck, 'room' | 'forecast'>;

interface Tally {
  text: string;
  contacts: number;
}

/** How the contacts of a campaign stand towards a plan at a moment, counted as they are read. */
export class PlanCounts {
  readonly #facts: FactsReader;
  readonly #settings: CampaignSettings;
  readonly #variables: MissingVariables;
  readonly #at: number;
  readonly #verdicts = new Map<GateFacts, Verdict>();
  readonly #counts = { callable: 0, later: 0, never: 0 };
  readonly #zones = new Map<string, { zones: string[]; contacts: number }>();
  readonly #waits = new Map<string, Tally>();
  readonly #blocks = new Map<string, Tally>();

  constructor(
    campaign: CampaignDoc,
    settings: CampaignSettings,
    { rules, variables, at }: { rules: Rules; variables: MissingVariables; at: number },
  ) {
    this.#settings = settings;
    this.#facts = new FactsReader(campaign, settings, rules, at);
    this.#variables = variables;
    this.#at = at;
  }

  /** Counts a contact; answers it as it goes into the forecast, or undefined where its agent lacks what it needs. */
  async add(waiting: Waiting): Promise<Listed | undefined> {
    const listed = this.#facts.listed(waiting);
    const { facts } = nextNumber(underway(listed), this.#settings.retry);
    const verdict = this.#verdict(facts);
    const key = verdict.zones.join(' ');
    const zone = this.#zones.get(key) ?? { zones: verdict.zones, contacts: 0 };
    this.#zones.set(key, { ...zone, contacts: zone.contacts + 1 });
    const missing = await this.#variables.of(waiting);
    if (missing) {
      this.#never({ rule: 'agent.variables', text: missing });
      return undefined;
    }
    if (verdict.decision === 'block') this.#never(verdict.reasons[0]);
    else if (verdict.decision === 'defer') this.#later(verdict.reasons[0]);
    else if (listed.dueAt > this.#at) this.#later(NEXT_TRY);
    else this.#counts.callable += 1;
    return listed;
  }

  told(): Counts {
    return {
      ...this.#counts,
      zones: [...this.#zones.values()].sort((one, other) => other.contacts - one.contacts),
      waits: byRule(this.#waits),
      blocks: byRule(this.#blocks),
      missing: this.#variables.counts(),
      unknownAgents: this.#variables.unknownAgents(),
    };
  }

  #verdict(facts: GateFacts): Verdict {
    const verdict = this.#verdicts.get(facts) ?? decide(facts);
    this.#verdicts.set(facts, verdict);
    return verdict;
  }

  #later(reason: { rule: string; text: string } | undefined): void {
    this.#counts.later += 1;
    if (reason) note(this.#waits, reason);
  }

  #never(reason: { rule: string; text: string } | undefined): void {
    this.#counts.never += 1;
    if (reason) note(this.#blocks, reason);
  }
}

function note(tallies: Map<string, Tally>, { rule, text }: { rule: string; text: string }): void {
  const known = tallies.get(rule) ?? { text, contacts: 0 };
  tallies.set(rule, { ...known, contacts: known.contacts + 1 });
}

/** The most frequent first. */
function byRule(tallies: Map<string, Tally>): ByRule[] {
  return [...tallies]
    .map(([rule, tally]) => ({ rule, ...tally }))
    .sort((one, other) => other.contacts - one.contacts);
}
