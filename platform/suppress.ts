import type { Client } from '@temporalio/client';
import { type CallId, callWorkflowId, campaignWorkflowId } from '../contracts/ids.ts';
import { callEventSignal, wakeSignal } from '../contracts/workflow-api.ts';
import { Calls } from './models/call.ts';
import { Contacts, phonesOf, withNumber } from './models/contact.ts';
import { Enrolments } from './models/enrolment.ts';
import { Suppressions } from './models/suppression.ts';
import { isDuplicateKey } from './mongo.ts';

/** Somebody does not want to be called again. */
export interface Objection {
  /** E.164; any number of theirs. */
  phone: string;
  /** How we know, for people. */
  source: string;
  /** Account that noted it; left out where the person said so themselves. */
  by?: string;
  /** The call in which they said so. */
  callId?: CallId;
}

export interface Suppressed {
  /** False when all of it was known. */
  isNew: boolean;
  /** Attempts that waited, in all campaigns, and were canceled. */
  canceled: number;
  /** Campaigns they are in. */
  campaigns: string[];
  /** Calls to them that are up or about to be. */
  callsUp: CallId[];
}

/**
 * Puts all numbers of a person on the list of those who are not called, and then cancels every attempt that waits, in
 * every campaign. Repeating it changes nothing. In this order an attempt that comes up meanwhile is met by the last
 * check before dialing, or is among the calls answered here.
 */
export async function suppressNumber({ phone, ...how }: Objection): Promise<Suppressed> {
  const contacts = await Contacts.find(withNumber(phone), { phone: 1, phones: 1 }).lean();
  const numbers = new Set([phone, ...contacts.flatMap(phonesOf)]);
  const added = await Promise.all([...numbers].map((number) => write(number, how)));
  const contactIds = contacts.map(({ _id }) => _id);
  const canceled = await cancelWaiting(contactIds);
  const [up, places] = await Promise.all([
    Calls.find({ contactId: { $in: contactIds }, phase: { $ne: 'ended' } }, { _id: 1 }).lean(),
    Enrolments.find({ contactId: { $in: contactIds } }, { campaignId: 1 }).lean(),
  ]);
  return {
    isNew: added.includes(true),
    canceled,
    campaigns: places.map(({ campaignId }) => campaignId),
    callsUp: up.map(({ _id }) => _id),
  };
}

/** Cancels what waits of a person who has objected meanwhile; for whoever has just let them wait again. */
export async function cancelIfSuppressed(contactId: string): Promise<void> {
  const contact = await Contacts.findById(contactId, { phone: 1, phones: 1 }).lean();
  if (!contact) return;
  if (await Suppressions.exists({ _id: { $in: phonesOf(contact) } })) await cancelWaiting([contactId]);
}

/** Ends the calls with a person that are up, and has their campaigns look anew: for some there may be nothing left to do. */
export async function tellWorkflows(
  temporal: Client,
  { callsUp, campaigns }: Pick<Suppressed, 'callsUp' | 'campaigns'>,
  by: 'operator' | 'us',
): Promise<void> {
  const wish = { kind: 'hang_up_requested', by, at: Date.now() } as const;
  const handle = (id: string) => temporal.workflow.getHandle(id);
  await Promise.all([
    ...callsUp.map((id) => handle(callWorkflowId(id)).signal(callEventSignal, wish).catch(ignoreOver)),
    ...campaigns.map((id) => handle(campaignWorkflowId(id)).signal(wakeSignal).catch(ignoreOver)),
  ]);
}

/** @returns whether the number was not on the list */
async function write(_id: string, how: Omit<Objection, 'phone'>): Promise<boolean> {
  const entry = { ...how, addedAt: new Date(), schemaVersion: 1 as const };
  try {
    const written = await Suppressions.updateOne({ _id }, { $setOnInsert: entry }, { upsert: true });
    return written.upsertedCount === 1;
  } catch (error) {
    // Two at once: the other one has written it.
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

async function cancelWaiting(contactIds: string[]): Promise<number> {
  const canceled = await Enrolments.updateMany(
    { contactId: { $in: contactIds }, state: 'waiting' },
    { $set: { state: 'done', outcome: 'suppressed', callBack: null } },
  );
  return canceled.modifiedCount;
}

function ignoreOver(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') throw error;
}
