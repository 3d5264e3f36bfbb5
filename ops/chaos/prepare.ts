import type { ApiClient } from '../demo/api-client.ts';
import { toCsv } from '../demo/contacts.ts';
import { seededRandom } from '../demo/random.ts';
import { LaunchError } from '../launch/launch-error.ts';
import { chaosCampaigns, type PlannedCampaign } from './campaigns.ts';
import type { StartedCampaign } from './evidence.ts';
import type { ChaosOptions } from './options.ts';
import { chaosPeople } from './people.ts';
import { shuffled } from './plan.ts';

export interface Prepared {
  campaigns: StartedCampaign[];
  /** Numbers to put on the do-not-call list: before the start, and later some of those that are called last. */
  suppressedEarly: string[];
  suppressedLate: string[];
  /** Calls that are expected in all, retries included: a rough guess. */
  expectedDials: number;
  /** Contacts imported, those of two campaigns counted twice. */
  contacts: number;
}

/** Attempts for one contact, on average: some are busy or ring out. */
const DIALS_PER_CONTACT = 1.15;
const SUPPRESSED_SHARE = 0.02;
/** Contacts are called about in the order of their import. */
const LAST_SHARE = 0.25;

/** Makes the campaigns and imports their contacts; starts nothing. */
export async function prepare(api: ApiClient, { seed, contacts, lines }: ChaosOptions): Promise<Prepared> {
  const planned = chaosCampaigns(chaosPeople(contacts, seed), Date.now(), lines);
  const campaigns: StartedCampaign[] = [];
  for (const each of planned) campaigns.push(await create(api, each));
  const callable = planned.filter(({ name }) => name !== 'closed').flatMap((each) => each.contacts);
  const random = seededRandom(seed);
  const early = shuffled(random, callable)
    .slice(0, Math.max(2, Math.round(callable.length * SUPPRESSED_SHARE)))
    .map(({ phone }) => phone);
  const last = planned
    .slice(0, 2)
    .flatMap((each) => each.contacts.slice(-Math.ceil(each.contacts.length * LAST_SHARE)));
  const late = shuffled(random, last).map(({ phone }) => phone);
  return {
    campaigns,
    suppressedEarly: early,
    suppressedLate: late.filter((phone) => !early.includes(phone)),
    expectedDials: Math.round(callable.length * DIALS_PER_CONTACT),
    contacts: planned.reduce((sum, each) => sum + each.contacts.length, 0),
  };
}

async function create(api: ApiClient, planned: PlannedCampaign): Promise<StartedCampaign> {
  const { name, settings, contacts, opensAt, closesAt, finishes } = planned;
  const { id } = await api.createCampaign({ name: `Chaos: ${name}`, settings });
  const { added, rejected } = await api.importContacts(id, toCsv(contacts));
  if (added !== contacts.length) {
    throw new LaunchError(`Of ${contacts.length} contacts ${added} were added and ${rejected} rejected.`);
  }
  return { id, name, opensAt, closesAt, finishes };
}
