import type { z } from 'zod';
import { outcomeSchema } from '../../contracts/call.ts';
import { type EnrolmentView, enrolmentStateSchema } from '../../contracts/contact.ts';
import { type Page, pageQuerySchema } from '../../contracts/http/envelope.ts';
import { enrolmentIdOf } from '../../contracts/ids.ts';
import { type ContactDoc, Contacts } from '../../platform/models/contact.ts';
import { type CallBack, type EnrolmentDoc, Enrolments } from '../../platform/models/enrolment.ts';
import { showPhone } from '../auth/account.ts';
import { campaignIdSchema } from '../parse.ts';
import { pageOf } from './page.ts';

/** `GET /api/campaigns/:id/contacts?state=…&outcome=…`; the cursor is a contact's id. */
export const contactsQuerySchema = pageQuerySchema.extend({
  cursor: campaignIdSchema.optional(),
  state: enrolmentStateSchema.optional(),
  outcome: outcomeSchema.optional(),
});

/** The contacts of a campaign in the order of their ids, which begin with the campaign's. */
export async function listContacts(
  campaignId: string,
  { cursor, limit, state, outcome }: z.output<typeof contactsQuerySchema>,
  inFull: boolean,
): Promise<Page<EnrolmentView>> {
  const after = enrolmentIdOf(campaignId, cursor ?? '');
  const end = `${campaignId};`;
  const docs = await Enrolments.find({
    _id: { $gt: after, $lt: end },
    ...(state ? { state } : {}),
    ...(outcome ? { outcome } : {}),
  })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .lean<EnrolmentDoc[]>();
  const page = pageOf(docs, limit, (doc) => doc.contactId);
  const people = await peopleOf(page.items.map((doc) => doc.contactId));
  return { ...page, items: page.items.map((doc) => toView(doc, people.get(doc.contactId), inFull)) };
}

/** One contact of a campaign, or null when it has no such. */
export async function readEnrolment(
  campaignId: string,
  contactId: string,
  inFull: boolean,
): Promise<EnrolmentView | null> {
  const [doc, people] = await Promise.all([
    Enrolments.findById(enrolmentIdOf(campaignId, contactId)).lean<EnrolmentDoc | null>(),
    peopleOf([contactId]),
  ]);
  return doc && toView(doc, people.get(contactId), inFull);
}

export type Person = Pick<ContactDoc, '_id' | 'name' | 'phone'>;

/** Names and numbers of contacts, by id. */
export async function peopleOf(contactIds: string[]): Promise<Map<string, Person>> {
  const docs = await Contacts.find({ _id: { $in: contactIds } }, { name: 1, phone: 1 }).lean<Person[]>();
  return new Map(docs.map((doc) => [doc._id, doc]));
}

function toCallBack({ at, note }: CallBack): EnrolmentView['callBack'] {
  return { at: at.toISOString(), note: note ?? null };
}

function toView(doc: EnrolmentDoc, person: Person | undefined, inFull: boolean): EnrolmentView {
  return {
    id: doc._id,
    contactId: doc.contactId,
    name: person?.name ?? '',
    phone: person ? showPhone(person.phone, inFull) : '',
    state: doc.state,
    attempts: doc.attempts - (doc.deferrals ?? 0),
    dueAt: doc.state === 'waiting' ? doc.dueAt.toISOString() : null,
    callBack: doc.state !== 'done' && doc.callBack ? toCallBack(doc.callBack) : null,
    outcome: doc.outcome,
    callId: doc.callId,
  };
}
