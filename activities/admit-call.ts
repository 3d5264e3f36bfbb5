import { ApplicationFailure } from '@temporalio/activity';
import { enrolmentIdOf, parseCallId } from '../contracts/ids.ts';
import { RETRY_FRAGMENT, WEBHOOK_PATHS } from '../contracts/webhooks.ts';
import { Contacts } from '../platform/models/contact.ts';
import { Enrolments } from '../platform/models/enrolment.ts';
import { isDuplicateKey } from '../platform/mongo.ts';
import type { Dependencies } from './dependencies.ts';
import { isOverAlready } from './failures.ts';
import { reserveOf, takeReservedLine } from './lines.ts';

export type Admitted = { admitted: true } | { admitted: false; reason: string };

/**
 * Does for a call by hand what the claim does for a campaign's: enrols its contact, one call at a time, and takes a
 * line. A call to us has its line already, and has its recording begun here instead. Safe to repeat.
 */
export async function admitCall(
  deps: Dependencies,
  { callId, inbound }: { callId: string; inbound?: { callSid: string } },
): Promise<Admitted> {
  if (inbound) {
    await enrol(callId, {});
    await holdPerson(callId);
    await record(deps, callId, inbound.callSid);
    return { admitted: true };
  }
  if (!(await enrol(callId, { $or: [{ state: 'done' }, { callId }] }))) {
    return { admitted: false, reason: 'Another call by hand to this person is up' };
  }
  if (!(await takeReservedLine(callId, reserveOf(deps.env))))
    return { admitted: false, reason: 'All lines were in use' };
  return { admitted: true };
}

/** False when the contact has an enrolment that is not as it must be. */
async function enrol(callId: string, unless: object): Promise<boolean> {
  const ids = parseCallId(callId);
  if (!ids) throw ApplicationFailure.nonRetryable('not a call id');
  const { campaignId, contactId, attempt } = ids;
  const _id = enrolmentIdOf(campaignId, contactId);
  const calling = { state: 'calling' as const, callId, attempts: attempt };
  try {
    await Enrolments.create({ _id, campaignId, contactId, ...calling, dueAt: new Date() });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const taken = await Enrolments.updateOne({ _id, ...unless }, { $set: calling });
    return taken.matchedCount === 1;
  }
}

/** Nobody is dialed while they talk with us. */
async function holdPerson(callId: string): Promise<void> {
  const contactId = parseCallId(callId)?.contactId;
  await Contacts.updateOne({ _id: contactId, liveCallId: null }, { $set: { liveCallId: callId } });
}

async function record({ env, twilio }: Dependencies, callId: string, callSid: string): Promise<void> {
  const under = await twilio.recordings.list({ callSid, limit: 1 });
  if (under.length > 0) return;
  try {
    await twilio.calls(callSid).recordings.create({
      recordingChannels: 'dual',
      trim: 'do-not-trim',
      recordingStatusCallback: `${env.SERVER_URL}${WEBHOOK_PATHS.recording(callId)}${RETRY_FRAGMENT}`,
      recordingStatusCallbackEvent: ['completed', 'absent'],
    });
  } catch (error) {
    if (!isOverAlready(error)) throw error;
  }
}
