import { enrolmentIdOf } from '../../../contracts/ids.ts';
import { type ContactDoc, Contacts } from '../../../platform/models/contact.ts';
import { type EnrolmentDoc, Enrolments } from '../../../platform/models/enrolment.ts';
import { isDuplicateKey, newId } from '../../../platform/mongo.ts';
import type { NewContact } from './read-row.ts';

/** One that is there already does not keep the others out; documents are complete, so none is built from them. */
const UNORDERED = { ordered: false, lean: true } as const;

/**
 * Puts contacts into a campaign and answers how many are new in it. People are known by their number, places in a
 * campaign by campaign and person: so doing it again, or twice at once, adds nobody twice.
 */
export async function enrol(campaignId: string, contacts: NewContact[]): Promise<number> {
  const byPhone = new Map<string, NewContact>();
  for (const contact of contacts) if (!byPhone.has(contact.phone)) byPhone.set(contact.phone, contact);
  const contactIds = await contactIdsOf(byPhone);
  const now = new Date();
  const ids = contactIds.map((contactId) => enrolmentIdOf(campaignId, contactId));
  const there = await Enrolments.find({ _id: { $in: ids } }, { _id: 1 }).lean();
  const known = new Set(there.map((doc) => doc._id));
  const missing = contactIds
    .map((contactId) => waitingEnrolment(campaignId, contactId, now))
    .filter((doc) => !known.has(doc._id));
  return insertMissing(missing, () => Enrolments.insertMany(missing, UNORDERED));
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

/** Inserts what is not there and answers how many that were. */
async function insertMissing(docs: unknown[], insert: () => Promise<unknown>): Promise<number> {
  if (docs.length === 0) return 0;
  try {
    await insert();
    return docs.length;
  } catch (error) {
    if (isDuplicateKey(error) && hasOnlyDuplicates(error)) return error.insertedCount;
    throw error;
  }
}

function hasOnlyDuplicates(error: unknown): error is { insertedCount: number } {
  if (typeof error !== 'object' || error === null) return false;
  if (!('insertedCount' in error) || !('writeErrors' in error)) return false;
  const faults = [error.writeErrors].flat();
  return faults.every(isDuplicateKey);
}

function newContact({ phone, name, variables }: NewContact, now: Date): ContactDoc {
  return { _id: newId(), name, phone, variables, liveCallId: null, createdAt: now, schemaVersion: 1 };
}

function waitingEnrolment(campaignId: string, contactId: string, now: Date): EnrolmentDoc {
  return {
    _id: enrolmentIdOf(campaignId, contactId),
    campaignId,
    contactId,
    state: 'waiting',
    attempts: 0,
    deferrals: 0,
    dueAt: now,
    callId: null,
    outcome: null,
    schemaVersion: 1,
  };
}
