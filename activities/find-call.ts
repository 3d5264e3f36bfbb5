import { ApplicationFailure } from '@temporalio/activity';
import { type CallDoc, Calls } from '../platform/models/call.ts';
import { Contacts } from '../platform/models/contact.ts';
import type { Dependencies } from './dependencies.ts';
import { closeUnwritten, closeWritten } from './intent.ts';

export type Found =
  | { kind: 'found'; callSid: string }
  /** Twilio was asked, late enough, and there is no such call: the attempt is closed, and the contact free again. */
  | { kind: 'none' }
  /** Nothing was posted, and now nothing can be: the intent was never written, or was released, and is closed. */
  | { kind: 'never posted' }
  | { kind: 'unclear' };

/** Twilio's list lags behind by seconds; only after this long does an empty one mean that there was no call. */
const LIST_SETTLED_MS = 60_000;

/**
 * Settles an ambiguous create: looks for a call to the number dialed, from the number shown, from the moment of the intent on that belongs to no
 * other call of ours. Since a number has one live call at most, what is found is this one, and it is adopted.
 */
export async function findCall(deps: Dependencies, { callId }: { callId: string }): Promise<Found> {
  const call = await Calls.findById(callId).lean();
  if (call?.callSid) return { kind: 'found', callSid: call.callSid };
  if (call?.intent !== 'written') {
    return (await closeUnwritten(callId)) ? { kind: 'never posted' } : { kind: 'unclear' };
  }
  const numbers = { to: await numberDialed(call), ...(call.from ? { from: call.from } : {}) };
  const listed = await deps.twilio.calls.list({ ...numbers, limit: 50 });
  const since = call.startedAt.getTime() - 5_000;
  const candidates = listed.filter((one) => one.dateCreated === null || one.dateCreated.getTime() >= since);
  const callSid = await firstUnclaimed(candidates.map((one) => one.sid));
  if (callSid) {
    const from = candidates.find((one) => one.sid === callSid)?.from;
    await Calls.updateOne({ _id: callId, callSid: null }, { $set: { callSid, phase: 'up', from } });
    return { kind: 'found', callSid };
  }
  if (Date.now() - call.startedAt.getTime() < LIST_SETTLED_MS) return { kind: 'unclear' };
  return (await closeWritten(callId)) ? { kind: 'none' } : { kind: 'unclear' };
}

/** The intent names it; one from before it did was for the contact's only number. */
async function numberDialed({ phone, contactId }: CallDoc): Promise<string> {
  if (phone) return phone;
  const contact = await Contacts.findById(contactId).lean();
  if (!contact) throw ApplicationFailure.nonRetryable('the contact is missing', 'RecordMissing');
  return contact.phone;
}

async function firstUnclaimed(sids: string[]): Promise<string | undefined> {
  const claimed = new Set((await Calls.find({ callSid: { $in: sids } }).lean()).map((call) => call.callSid));
  return sids.find((sid) => !claimed.has(sid));
}
