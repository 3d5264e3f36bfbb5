import { enrolmentIdOf } from '../../../contracts/ids.ts';
import { type EnrolmentDoc, Enrolments } from '../../../platform/models/enrolment.ts';
import { isDuplicateKey } from '../../../platform/mongo.ts';

/** One that is there already does not keep the others out; documents are complete, so none is built from them. */
export const UNORDERED = { ordered: false, lean: true } as const;

/** Puts people who are known into a campaign, due now, and answers how many are new in it; nobody is added twice. */
export async function enrolPeople(campaignId: string, contactIds: string[]): Promise<number> {
  const now = new Date();
  const ids = contactIds.map((contactId) => enrolmentIdOf(campaignId, contactId));
  const there = await Enrolments.find({ _id: { $in: ids } }, { _id: 1 }).lean();
  const known = new Set(there.map((doc) => doc._id));
  const missing = contactIds
    .map((contactId) => waitingEnrolment(campaignId, contactId, now))
    .filter((doc) => !known.has(doc._id));
  return insertMissing(missing, () => Enrolments.insertMany(missing, UNORDERED));
}

/** Inserts what is not there and answers how many that were. */
export async function insertMissing(docs: unknown[], insert: () => Promise<unknown>): Promise<number> {
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
