import { Consents, consentIdOf } from '../../../platform/models/consent.ts';
import { Contacts } from '../../../platform/models/contact.ts';
import { enrolPeople, insertMissing, UNORDERED } from './enrol-people.ts';
import { type PersonRow, peopleIn } from './people.ts';
import type { NewContact } from './read-row.ts';

/**
 * Puts contacts into a campaign and answers how many are new in it. People are known by their numbers, places in a
 * campaign by campaign and person: so doing it again, or twice at once, adds nobody twice. What the rows say of where
 * somebody is replaces what was known.
 * @param by account that brings them
 */
export async function enrol(campaignId: string, contacts: NewContact[], by: string): Promise<number> {
  const people = await peopleIn(contacts);
  await moveKnown(people);
  await keepConsents(people, by);
  return enrolPeople(campaignId, [...people.keys()]);
}

/** Who is known already may have moved. */
async function moveKnown(people: Map<string, PersonRow>): Promise<void> {
  const moves = [...people].flatMap(([_id, { row, isNew }]) => {
    const where = row.where ?? {};
    const moved = !isNew && Object.keys(where).length > 0;
    return moved ? [{ updateOne: { filter: { _id }, update: { $set: where } } }] : [];
  });
  if (moves.length > 0) await Contacts.bulkWrite(moves, { ordered: false });
}

async function keepConsents(people: Map<string, PersonRow>, by: string): Promise<void> {
  const docs = [...people].flatMap(([contactId, { row }]) => {
    if (!row.consent) return [];
    const doc = { contactId, ...row.consent, by, addedAt: new Date(), schemaVersion: 1 as const };
    return [{ _id: consentIdOf(doc), ...doc }];
  });
  await insertMissing(docs, () => Consents.insertMany(docs, UNORDERED));
}
