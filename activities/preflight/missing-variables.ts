import type { CampaignSettings } from '../../contracts/campaign.ts';
import type { PlanCheck } from '../../contracts/http/preflight.ts';
import type { CampaignDoc } from '../../platform/models/campaign.ts';
import { neededVariables, sortOverrides } from '../../workflows/choice/overrides.ts';
import { missingVariables } from '../../workflows/choice/variables.ts';
import { agentAmong } from '../agent-of.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Waiting } from './read-list.ts';

/** Which contacts lack a variable that their agent cannot do without: those are not called. */
export class MissingVariables {
  readonly #deps: Pick<Dependencies, 'env' | 'elevenLabs'>;
  readonly #campaign: Pick<CampaignDoc, '_id' | 'settings'>;
  /** By agent; null where ElevenLabs does not say. */
  readonly #needed = new Map<string, readonly string[] | null>();
  readonly #counts = new Map<string, PlanCheck['missing'][number]>();

  constructor(
    deps: Pick<Dependencies, 'env' | 'elevenLabs'>,
    { _id }: Pick<CampaignDoc, '_id'>,
    settings: CampaignSettings,
  ) {
    this.#deps = deps;
    this.#campaign = { _id, settings };
  }

  /** A sentence on what a contact lacks; undefined where it lacks nothing that is known of. */
  async of({ contact, known }: Waiting): Promise<string | undefined> {
    const agentId = agentAmong(this.#deps.env, this.#campaign, contact._id, known.calls);
    const needed = (await this.#neededBy(agentId)) ?? [];
    const lacks = missingVariables(needed, contact, this.#campaign.settings.variables);
    for (const variable of lacks) this.#count(agentId, variable);
    return lacks.length > 0 ? `The agent needs ${lacks.join(', ')}, which this contact lacks` : undefined;
  }

  counts(): PlanCheck['missing'] {
    return [...this.#counts.values()].sort((one, other) => other.contacts - one.contacts);
  }

  unknownAgents(): string[] {
    return [...this.#needed].flatMap(([agentId, needed]) => (needed === null ? [agentId] : []));
  }

  async #neededBy(agentId: string): Promise<readonly string[] | null> {
    const known = this.#needed.get(agentId);
    if (known !== undefined) return known;
    const agent = await this.#deps.elevenLabs.agent(agentId);
    const { overrides = {} } = this.#campaign.settings;
    const needed = agent ? neededVariables(agent, sortOverrides(overrides, agent).allowed) : null;
    this.#needed.set(agentId, needed);
    return needed;
  }

  #count(agentId: string, variable: string): void {
    const key = `${agentId} ${variable}`;
    const known = this.#counts.get(key) ?? { agentId, variable, contacts: 0 };
    this.#counts.set(key, { ...known, contacts: known.contacts + 1 });
  }
}
