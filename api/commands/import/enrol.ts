import { Consents, consentIdOf } from '../../../platform/models/consent.ts';
import { type ContactDoc, Contacts } from '../../../platform/models/contact.ts';
import { newId } from '../../../platform/mongo.ts';
import { enrolPeople, insertMissing, UNORDERED } from './enrol-people.ts';
import type { NewContact } from './read-row.ts';

/**
 * Puts contacts into a campaign and answers how many are new in it. People are known by their number, places in a
 * campaign by campaign and person: so doing it again, or twice at once, adds nobody twice. What the rows say of where
 * somebody is replaces what was known.
 * @param by account that brings them
 */
export async function enrol(campaignId: string, contacts: NewContact[], by: string): Promise<number> {
  const byPhone = new Map<string, NewContact>();
  for (const contact of contacts) if (!byPhone.has(contact.phone)) byPhone.set(contact.phone, contact);
  const idByPhone = await contactIdsOf(byPhone);
  const contactIds = [...idByPhone.values()];
  await keepConsents(byPhone, idByPhone, by);
  return enrolPeople(campaignId, contactIds);
}

/** Ids of the people with these numbers; who is not known yet is added. */
async function contactIdsOf(byPhone: Map<string, NewContact>): Promise<Map<string, string>> {
  const known = await findByPhone([...byPhone.keys()]);
  await moveKnown(byPhone, known);
  const now = new Date();
  const added = [...byPhone.values()]
    .filter(({ phone }) => !known.has(phone))
    .map((contact) => newContact(contact, now));
  const inserted = await insertMissing(added, () => Contacts.insertMany(added, UNORDERED));
  if (inserted === added.length)
    return new Map([...known, ...added.map((doc) => [doc.phone, doc._id] as const)]);
  // Another import was faster with some of them: theirs count.
  return findByPhone([...byPhone.keys()]);
}

/** Who is known already may have moved. */
async function moveKnown(byPhone: Map<string, NewContact>, known: Map<string, string>): Promise<void> {
  const moves = [...known].flatMap(([phone, _id]) => {
    const where = byPhone.get(phone)?.where ?? {};
    return Object.keys(where).length > 0 ? [{ updateOne: { filter: { _id }, update: { $set: where } } }] : [];
  });
  if (moves.length > 0) await Contacts.bulkWrite(moves, { ordered: false });
}

async function keepConsents(
  byPhone: Map<string, NewContact>,
  idByPhone: Map<string, string>,
  by: string,
): Promise<void> {
  const docs = [...idByPhone].flatMap(([phone, contactId]) => {
    const consent = byPhone.get(phone)?.consent;
    if (!consent) return [];
    const doc = { contactId, ...consent, by, addedAt: new Date(), schemaVersion: 1 as const };
    return [{ _id: consentIdOf(doc), ...doc }];
  });
  await insertMissing(docs, () => Consents.insertMany(docs, UNORDERED));
}

/** The id of the person with this number, who is added when not known yet. */
export async function contactIdOf(contact: NewContact): Promise<string> {
  const id = (await contactIdsOf(new Map([[contact.phone, contact]]))).get(contact.phone);
  if (!id) throw new Error('a contact was neither found nor added');
  return id;
}

async function findByPhone(phones: string[]): Promise<Map<string, string>> {
  const docs = await Contacts.find({ phone: { $in: phones } }, { phone: 1 }).lean();
  return new Map(docs.map((doc) => [doc.phone, doc._id]));
}

function newContact({ phone, name, variables, where }: NewContact, now: Date): ContactDoc {
  return {
    _id: newId(),
    name,
    phone,
    variables,
    ...where,
    liveCallId: null,
    createdAt: now,
    schemaVersion: 1,
  };
}
