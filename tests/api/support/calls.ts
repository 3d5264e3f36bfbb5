import type { CallId } from '../../../contracts/ids.ts';
import { callIdOf } from '../../../contracts/ids.ts';
import { type CallDoc, Calls } from '../../../platform/models/call.ts';
import { CallEvents } from '../../../platform/models/call-event.ts';
import { Campaigns } from '../../../platform/models/campaign.ts';
import { Contacts } from '../../../platform/models/contact.ts';
import { LiveTurns } from '../../../platform/models/live-turn.ts';
import { newId } from '../../../platform/mongo.ts';

/** A running campaign's record. */
export async function makeCampaign(name = 'Calls'): Promise<string> {
  const _id = newId();
  const createdAt = new Date();
  const settings = { lines: 1 } as never;
  await Campaigns.create({
    _id,
    name,
    state: 'running',
    reason: 'Calling',
    settings,
    createdBy: 'x',
    createdAt,
  });
  return _id;
}

let people = 0;

/** A call's record, with the person called. */
export async function makeCall(campaignId: string, more: Partial<CallDoc> = {}): Promise<CallId> {
  const contactId = newId();
  const phone = `+6127010${String(people++).padStart(4, '0')}`;
  await Contacts.create({ _id: contactId, name: `Person ${people}`, phone, createdAt: new Date() });
  const _id = callIdOf({ campaignId, contactId, attempt: 1 });
  await Calls.create({
    _id,
    campaignId,
    contactId,
    attempt: 1,
    phase: 'up',
    intent: 'written',
    startedAt: new Date(),
    ...more,
  });
  return _id;
}

export async function addStatus(callId: CallId, CallStatus: string, SequenceNumber: number): Promise<void> {
  await CallEvents.create({
    _id: `${callId}:twilio.status:CA:${SequenceNumber}`,
    callId,
    kind: 'twilio.status',
    receivedAt: new Date(),
    data: { CallStatus, SequenceNumber: String(SequenceNumber) },
  });
}

/** What was said, as the bridge writes it. */
export async function addTurn(callId: CallId, number: number, text: string, conversationId = 'conv_b') {
  await LiveTurns.create({
    _id: `${callId}:${conversationId}:${String(number).padStart(6, '0')}`,
    callId,
    conversationId,
    speaker: number % 2 ? 'contact' : 'agent',
    text,
    atSeconds: number,
    at: new Date(),
  });
}
