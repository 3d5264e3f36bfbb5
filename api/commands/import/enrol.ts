import { type ContactDoc, Contacts } from '../../../platform/models/contact.ts';
import { newId } from '../../../platform/mongo.ts';
import { enrolPeople, insertMissing, UNORDERED } from './enrol-people.ts';
import type { NewContact } from './read-row.ts';

/**
 * Puts contacts into a campaign and answers how many are new in it. People are known by their number, places in a
 * campaign by campaign and person: so doing it again, or twice at once, adds nobody twice.
 */
export async function enrol(campaignId: string, contacts: NewContact[]): Promise<number> {
  const byPhone = new Map<string, NewContact>();
  for (const contact of contacts) if (!byPhone.has(contact.phone)) byPhone.set(contact.phone, contact);
  const contactIds = await contactIdsOf(byPhone);
  return enrolPeople(campaignId, contactIds);
}

/** Ids of the people with these numbers; who is not known yet is added. */
async function contactIdsOf(byPhone: Map<string, NewContact>): Promise<string[]> {
  const known = await findByPhone([...byPhone.keys()]);
  const now = new Date();
  const added = [...byPhone.values()]
    .filter(({ phone }) => !known.has(phone))
    .map((contact) => newContact(contact, now));
  const inserted = await insertMissing(added, () => Contacts.insertMany(added, UNORDERED));
  if (inserted === added.length) return [...known.values(), ...added.map((doc) => doc._id)];
  // Another import was faster with some of them: theirs count.
  return [...(await findByPhone([...byPhone.keys()])).values()];
}

/** The id of the person with this number, who is added when not known yet. */
export async function contactIdOf(contact: NewContact): Promise<string> {
  const [id] = await contactIdsOf(new Map([[contact.phone, contact]]));
  if (!id) throw new Error('a contact was neither found nor added');
  return id;
}

async function findByPhone(phones: string[]): Promise<Map<string, string>> {
  const docs = await Contacts.find({ phone: { $in: phones } }, { phone: 1 }).lean();
  return new Map(docs.map((doc) => [doc.phone, doc._id]));
}

function newContact({ phone, name, variables }: NewContact, now: Date): ContactDoc {
  return { _id: newId(), name, phone, variables, liveCallId: null, createdAt: now, schemaVersion: 1 };
}
