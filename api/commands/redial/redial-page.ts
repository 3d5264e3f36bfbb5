import type { z } from 'zod';
import type { redialBodySchema } from '../../../contracts/http/campaign-edits.ts';
import { Calls } from '../../../platform/models/call.ts';
import { Contacts, phonesOf } from '../../../platform/models/contact.ts';
import { type EnrolmentDoc, Enrolments } from '../../../platform/models/enrolment.ts';
import { Suppressions } from '../../../platform/models/suppression.ts';

export type RedialQuery = z.output<typeof redialBodySchema>;

/** A page of the contacts that fit the query, in the order of their ids, and where the next page begins. */
export async function redialPage(
  campaignId: string,
  query: RedialQuery,
): Promise<{ matched: EnrolmentDoc[]; nextCursor: string | null }> {
  const { outcomes, cursor = '', limit } = query;
  const page = await Enrolments.find({
    _id: { $gt: `${campaignId}:${cursor}`, $lt: `${campaignId};` },
    state: 'done',
    outcome: { $in: outcomes },
  })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .lean<EnrolmentDoc[]>();
  const looked = page.slice(0, limit);
  const nextCursor = page.length > limit ? (looked.at(-1)?.contactId ?? null) : null;
  return { matched: await endedWithin(looked.filter(hasAttempts(query)), query), nextCursor };
}

/** By attempts that were dialed. */
function hasAttempts({ attempts: { min = 0, max = Number.POSITIVE_INFINITY } = {} }: RedialQuery) {
  return ({ attempts, deferrals = 0 }: EnrolmentDoc) =>
    attempts - deferrals >= min && attempts - deferrals <= max;
}

/** By the end of the last call. */
async function endedWithin(
  enrolments: EnrolmentDoc[],
  { since, until }: RedialQuery,
): Promise<EnrolmentDoc[]> {
  if (!since && !until) return enrolments;
  const endedAt = {
    ...(since ? { $gte: new Date(since) } : {}),
    ...(until ? { $lte: new Date(until) } : {}),
  };
  const callIds = enrolments.flatMap(({ callId }) => callId ?? []);
  const calls = await Calls.find({ _id: { $in: callIds }, endedAt }, { _id: 1 }).lean();
  const within = new Set(calls.map(({ _id }) => _id));
  return enrolments.filter(({ callId }) => callId !== null && within.has(callId));
}

/** Those who may be called: none of their numbers is on the do-not-call list, and they are known. */
export async function withoutSuppressed(enrolments: EnrolmentDoc[]): Promise<EnrolmentDoc[]> {
  const contacts = await Contacts.find(
    { _id: { $in: enrolments.map(({ contactId }) => contactId) } },
    { phone: 1, phones: 1 },
  ).lean();
  const hits = await Suppressions.find({ _id: { $in: contacts.flatMap(phonesOf) } }, { _id: 1 }).lean();
  const suppressed = new Set(hits.map(({ _id }) => _id));
  const callable = contacts.filter((contact) => !phonesOf(contact).some((phone) => suppressed.has(phone)));
  const ids = new Set(callable.map(({ _id }) => _id));
  return enrolments.filter(({ contactId }) => ids.has(contactId));
}
