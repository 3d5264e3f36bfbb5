import type { CampaignSettings } from '../../contracts/campaign.ts';
import type { GateFacts } from '../../contracts/gate.ts';
import type { CampaignDoc } from '../../platform/models/campaign.ts';
import { type ContactDoc, Contacts, phonesOf } from '../../platform/models/contact.ts';
import { countedAttempts, type EnrolmentDoc, Enrolments } from '../../platform/models/enrolment.ts';
import type { Listed, Numbered } from '../../workflows/forecast/contact.ts';
import { attemptsAmong } from '../attempts.ts';
import { gateReading } from '../gate-facts.ts';
import { type Known, knownOf } from '../known-people.ts';
import type { Rules } from '../rules-in-force.ts';

const PAGE = 500;

/** A contact that waits, with what the records say of it. */
export interface Waiting {
  contact: ContactDoc;
  enrolment: EnrolmentDoc;
  known: Known;
  /** Waits in another campaign, too. */
  elsewhere: boolean;
}

/** Contacts of a campaign that wait, page by page, in the order of their ids. */
export async function* waitingContacts(campaignId: string): AsyncGenerator<Waiting[]> {
  let last = '';
  for (;;) {
    const page = await Enrolments.find({ campaignId, state: 'waiting', _id: { $gt: last } })
      .sort({ _id: 1 })
      .limit(PAGE)
      .lean<EnrolmentDoc[]>();
    if (page.length > 0) yield await withRecords(page);
    if (page.length < PAGE) return;
    last = page.at(-1)?._id ?? '';
  }
}

async function withRecords(page: EnrolmentDoc[]): Promise<Waiting[]> {
  const ids = page.map(({ contactId }) => contactId);
  const [contacts, others] = await Promise.all([
    Contacts.find({ _id: { $in: ids } }).lean<ContactDoc[]>(),
    Enrolments.find(
      { contactId: { $in: ids }, campaignId: { $ne: page[0]?.campaignId }, state: 'waiting' },
      { contactId: 1 },
    ).lean(),
  ]);
  const known = await knownOf(contacts);
  const byId = new Map(contacts.map((contact) => [contact._id, contact]));
  const elsewhere = new Set(others.map(({ contactId }) => contactId));
  return page.flatMap((enrolment) => {
    const contact = byId.get(enrolment.contactId);
    if (!contact) return [];
    return [{ contact, enrolment, known: known(contact), elsewhere: elsewhere.has(contact._id) }];
  });
}

/** What the gate would be told, by campaign settings: the same object for people of whom the same is known. */
export class FactsReader {
  readonly #campaign: CampaignDoc;
  readonly #rules: Rules;
  readonly #at: number;
  readonly #same = new Map<string, GateFacts>();

  constructor(campaign: CampaignDoc, settings: CampaignSettings, rules: Rules, at: number) {
    this.#campaign = { ...campaign, state: 'running', settings };
    this.#rules = rules;
    this.#at = at;
  }

  /** The contact as it would go into the forecast. */
  listed({ contact, enrolment, known }: Waiting): Listed {
    const attempt = enrolment.attempts + 1;
    const ids = { campaignId: enrolment.campaignId, contactId: contact._id, attempt };
    const numbers = phonesOf(contact).map((phone): Numbered => {
      const candidate = { campaign: this.#campaign, contact, enrolment, attempt, chosen: phone };
      return { phone, facts: this.#shared(gateReading(candidate, known, this.#rules, this.#at).facts) };
    });
    return {
      id: contact._id,
      dueAt: enrolment.dueAt.getTime(),
      callBackAt: enrolment.callBack?.at.getTime(),
      numbers: numbers as [Numbered, ...Numbered[]],
      tried: attemptsAmong(known.calls, ids, contact).map(({ phone, outcome, startedAt }) => ({
        phone,
        outcome,
        startedAt: startedAt.getTime(),
      })),
      counted: countedAttempts(enrolment, enrolment.attempts),
    };
  }

  #shared(facts: GateFacts): GateFacts {
    const { packs, caps, ...own } = facts;
    const key = JSON.stringify(own);
    const known = this.#same.get(key) ?? facts;
    this.#same.set(key, known);
    return known;
  }
}
