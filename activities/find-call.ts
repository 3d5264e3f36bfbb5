import { ApplicationFailure } from '@temporalio/activity';
import { Calls } from '../platform/models/call.ts';
import { Contacts } from '../platform/models/contact.ts';
import type { Dependencies } from './dependencies.ts';

export type Found =
  | { kind: 'found'; callSid: string }
  /** Twilio was asked, late enough, and there is no such call: the attempt is free again. */
  | { kind: 'none' }
  /** Nothing was posted: the intent was never written, or is released. */
  | { kind: 'never posted' }
  | { kind: 'unclear' };

/** Twilio's list lags behind by seconds; only after this long does an empty one mean that there was no call. */
const LIST_SETTLED_MS = 60_000;

/**
 * Settles an ambiguous create: looks for a call to this person from the moment of the intent on that belongs to no
 * other call of ours. Since a person has one live call at most, what is found is this one, and it is adopted.
 */
export async function findCall(deps: Dependencies, { callId }: { callId: string }): Promise<Found> {
  const call = await Calls.findById(callId).lean();
  if (!call || call.intent === 'released') return { kind: 'never posted' };
  if (call.callSid) return { kind: 'found', callSid: call.callSid };
  const contact = await Contacts.findById(call.contactId).lean();
  if (!contact) throw ApplicationFailure.nonRetryable('the contact is missing', 'RecordMissing');

  const listed = await deps.twilio.calls.list({ to: contact.phone, limit: 50 });
  const since = call.startedAt.getTime() - 5_000;
  const candidates = listed.filter((one) => one.dateCreated === null || one.dateCreated.getTime() >= since);
  const callSid = await firstUnclaimed(candidates.map((one) => one.sid));
  if (callSid) {
    await Calls.updateOne({ _id: callId, callSid: null }, { $set: { callSid, phase: 'up' } });
    return { kind: 'found', callSid };
  }
  if (Date.now() - call.startedAt.getTime() < LIST_SETTLED_MS) return { kind: 'unclear' };
  // From here on the intent cannot be used by anybody: not by a process that was frozen, either.
  await Calls.updateOne({ _id: callId, callSid: null }, { $set: { intent: 'released' } });
  return { kind: 'none' };
}

async function firstUnclaimed(sids: string[]): Promise<string | undefined> {
  const claimed = new Set((await Calls.find({ callSid: { $in: sids } }).lean()).map((call) => call.callSid));
  return sids.find((sid) => !claimed.has(sid));
}
