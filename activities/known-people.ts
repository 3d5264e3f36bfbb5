import { STANDING_CAMPAIGNS } from '../contracts/ids.ts';
import { type CallDoc, Calls } from '../platform/models/call.ts';
import { type ConsentDoc, Consents } from '../platform/models/consent.ts';
import { type ContactDoc, Contacts, phonesOf } from '../platform/models/contact.ts';
import { type SuppressionDoc, suppressionsOf } from '../platform/models/suppression.ts';

/** What the records say of a person, besides their contact. */
export interface Known {
  suppressions: SuppressionDoc[];
  consents: ConsentDoc[];
  /** To them or by them, in whatever campaign, by hand or to us; also under another name with the same number. */
  calls: KnownCall[];
}
export type KnownCall = Pick<
  CallDoc,
  | '_id'
  | 'contactId'
  | 'campaignId'
  | 'attempt'
  | 'phase'
  | 'intent'
  | 'outcome'
  | 'phone'
  | 'agentId'
  | 'callSid'
  | 'startedAt'
>;

const OF_CALL = {
  contactId: 1,
  campaignId: 1,
  attempt: 1,
  phase: 1,
  intent: 1,
  outcome: 1,
  phone: 1,
  agentId: 1,
  callSid: 1,
  startedAt: 1,
} as const;

/** Reads it for a page of people with as many queries as for one. */
export async function knownOf(contacts: ContactDoc[]): Promise<(contact: ContactDoc) => Known> {
  if (contacts.length === 0) return () => ({ suppressions: [], consents: [], calls: [] });
  const numbers = contacts.flatMap(phonesOf);
  const [suppressions, consents, namesakes] = await Promise.all([
    suppressionsOf(numbers),
    Consents.find({ contactId: { $in: contacts.map(({ _id }) => _id) } })
      .hint({ contactId: 1 })
      .lean<ConsentDoc[]>(),
    namesakesOf(numbers),
  ]);
  const calls = await Calls.find({ contactId: { $in: namesakes.map(({ _id }) => _id) } }, OF_CALL)
    .hint({ contactId: 1 })
    .lean<KnownCall[]>();
  return (contact) => {
    const theirs = new Set<string>(phonesOf(contact));
    const same = namesakes.filter((other) => phonesOf(other).some((phone) => theirs.has(phone)));
    const ids = new Set(same.map(({ _id }) => _id));
    return {
      suppressions: suppressions.filter(({ _id, phone = _id }) => theirs.has(phone)),
      consents: consents.filter(({ contactId }) => contactId === contact._id),
      calls: calls.filter(({ contactId }) => ids.has(contactId)),
    };
  };
}

/** All who have one of these numbers, as their first or as another: each index is asked by itself, and named. */
async function namesakesOf(numbers: string[]): Promise<ContactDoc[]> {
  const read = { phone: 1, phones: 1 } as const;
  const [first, further] = await Promise.all([
    Contacts.find({ phone: { $in: numbers } }, read)
      .hint({ phone: 1 })
      .lean<ContactDoc[]>(),
    Contacts.find({ phones: { $in: numbers } }, read)
      .hint({ phones: 1 })
      .lean<ContactDoc[]>(),
  ]);
  return [...new Map([...first, ...further].map((one) => [one._id, one])).values()];
}

/** When their phone was made to ring by us, or may have been; epoch milliseconds, newest first. */
export function dialedAt(calls: KnownCall[]): number[] {
  return calls
    .filter(mayHaveRung)
    .map(({ startedAt }) => startedAt.getTime())
    .sort((one, other) => other - one);
}

function mayHaveRung({ campaignId, callSid, outcome, phase, intent }: KnownCall): boolean {
  if (campaignId === STANDING_CAMPAIGNS.inbound) return false;
  return callSid !== undefined || outcome === 'unknown' || (phase !== 'ended' && intent === 'written');
}
