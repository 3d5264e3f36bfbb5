import { type ContactDoc, Contacts, phonesOf, withNumber } from '../../../platform/models/contact.ts';
import { newId } from '../../../platform/mongo.ts';
import { insertMissing, UNORDERED } from './enrol-people.ts';
import { MAX_NUMBERS, type NewContact } from './read-row.ts';

/** A row, and whether its person was unknown before it. */
export interface PersonRow {
  row: NewContact;
  isNew: boolean;
}

/**
 * The people in the rows, by id, each with the first of their rows; who is not known yet is added. A person is known
 * by any of their numbers, and numbers that nobody has are added to theirs.
 */
export async function peopleIn(rows: NewContact[]): Promise<Map<string, PersonRow>> {
  const book = await readBook(rows.flatMap(numbersIn));
  const people = new Map<string, PersonRow>();
  for (const row of rows) {
    const known = numbersIn(row).flatMap((number) => book.owners.get(number) ?? [])[0];
    const person = known ?? addPerson(book, row);
    addNumbers(book, person, numbersIn(row));
    if (!people.has(person._id)) people.set(person._id, { row, isNew: known === undefined });
  }
  const added = book.added;
  const inserted = await insertMissing(added, () => Contacts.insertMany(added, UNORDERED));
  // Another import was faster with some of them: theirs count.
  if (inserted < added.length) return peopleIn(rows);
  await writeNumbers(book);
  return people;
}

/** The id of the person with this number, who is added when not known yet. */
export async function contactIdOf(contact: NewContact): Promise<string> {
  const [id] = (await peopleIn([contact])).keys();
  if (!id) throw new Error('a contact was neither found nor added');
  return id;
}

/** Who has which number, and what is to be written. */
interface Book {
  owners: Map<string, ContactDoc>;
  added: ContactDoc[];
  /** Known people who get further numbers. */
  changed: Set<ContactDoc>;
}

async function readBook(numbers: string[]): Promise<Book> {
  const docs = await Contacts.find(withNumber(...numbers)).lean<ContactDoc[]>();
  const owners = new Map(docs.flatMap((doc) => phonesOf(doc).map((phone) => [phone, doc] as const)));
  // Should two have one number, it is whose first it is.
  for (const doc of docs) owners.set(doc.phone, doc);
  return { owners, added: [], changed: new Set() };
}

function addPerson({ added }: Book, { phone, name, variables, where }: NewContact): ContactDoc {
  const createdAt = new Date();
  const rest = { liveCallId: null, createdAt, schemaVersion: 1 as const };
  const person: ContactDoc = { _id: newId(), name, phone, variables, ...where, ...rest };
  added.push(person);
  return person;
}

function addNumbers({ owners, added, changed }: Book, person: ContactDoc, numbers: string[]): void {
  for (const number of numbers) {
    const phones = phonesOf(person);
    if (owners.has(number) || phones.length >= MAX_NUMBERS) continue;
    owners.set(number, person);
    if (number === person.phone) continue;
    person.phones = [...phones, number];
    if (!added.includes(person)) changed.add(person);
  }
}

async function writeNumbers({ changed }: Book): Promise<void> {
  const writes = [...changed].map(({ _id, phones }) => ({
    updateOne: { filter: { _id }, update: { $set: { phones } } },
  }));
  if (writes.length > 0) await Contacts.bulkWrite(writes, { ordered: false });
}

function numbersIn({ phone, others = [] }: NewContact): string[] {
  return [phone, ...others];
}
