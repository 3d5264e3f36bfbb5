import { ApplicationFailure } from '@temporalio/activity';
import { type CallIdParts, enrolmentIdOf, parseCallId } from '../contracts/ids.ts';
import { cancelIfEnded, hasEndedForGood } from '../platform/cancel-waiting.ts';
import { Calls } from '../platform/models/call.ts';
import { Contacts } from '../platform/models/contact.ts';
import { Enrolments } from '../platform/models/enrolment.ts';
import { campaignOfCall, standingCampaign } from '../platform/standing-campaigns.ts';
import { cancelIfSuppressed } from '../platform/suppress.ts';
import { attemptsUpTo } from './attempts.ts';
import type { CallRecord } from './call-record.ts';
import { freeLine } from './lines.ts';
import { nextFor } from './next-for.ts';

/**
 * Writes how a call ended and lets go of everything it held, the line last. Each write is keyed by the call id, so
 * that repeating all of it, from any point, changes nothing. What is recorded stays, unless it was `unknown`.
 */
export async function recordCall(record: CallRecord): Promise<void> {
  const ids = partsOf(record.callId);
  await writeEnd(ids, record);
  await moveContact(ids, record);
  await letGo(record.callId);
}

async function writeEnd(ids: CallIdParts, record: CallRecord): Promise<void> {
  const { callId, answeredAt, firstAudioAt, endedAt, callBackAt, ...facts } = record;
  const end = {
    ...facts,
    phase: 'ended' as const,
    intent: 'closed' as const,
    endedAt: new Date(endedAt),
    ...(facts.terminatedBy === undefined ? {} : { terminatedByFrom: 'seen' as const }),
    ...(callBackAt === undefined ? {} : { callBackAt: new Date(callBackAt) }),
    ...(answeredAt === undefined ? {} : { answeredAt: new Date(answeredAt) }),
    ...(answeredAt === undefined || firstAudioAt === undefined
      ? {}
      : { firstAudioMs: Math.max(0, firstAudioAt - answeredAt) }),
  };
  const insert = { ...ids, startedAt: new Date(endedAt), schemaVersion: 1 as const };
  await Calls.updateOne({ _id: callId }, { $setOnInsert: { ...insert, ...end } }, { upsert: true });
  // An attempt is closed as `canceled` where no phone rang; one that has a call of Twilio's was made after all.
  const neverMade = { outcome: 'canceled' as const, callSid: record.callSid ?? 'none' };
  const open = { $or: [{ phase: { $ne: 'ended' as const } }, { outcome: 'unknown' as const }, neverMade] };
  await Calls.updateOne({ _id: callId, ...open }, { $set: end });
}

/** Puts a contact back without an attempt having been made: nothing was dialed. A stopped campaign lets it go. */
export async function deferCall(input: { callId: string; until: number; reason: string }): Promise<void> {
  const ids = partsOf(input.callId);
  const campaign = await campaignOfCall(ids.campaignId);
  const endedAt = new Date();
  const putOff = { decision: 'defer' as const, reasons: [input.reason], at: endedAt };
  const next =
    hasEndedForGood(campaign) || standingCampaign(ids.campaignId)
      ? { state: 'done', outcome: 'canceled' }
      : { state: 'waiting', dueAt: new Date(input.until), gate: putOff };
  // The record stays, closed: a call id is used once.
  await Calls.updateOne(
    { _id: input.callId },
    {
      $set: { phase: 'ended', intent: 'closed', outcome: 'canceled', reason: input.reason, endedAt },
      $setOnInsert: { ...ids, startedAt: endedAt, schemaVersion: 1 },
    },
    { upsert: true },
  );
  await Enrolments.updateOne(
    {
      _id: enrolmentIdOf(ids.campaignId, ids.contactId),
      callId: input.callId,
      state: { $in: ['claimed', 'calling'] },
    },
    { $set: next, $inc: { deferrals: 1 } },
  );
  if (next.state === 'waiting') await cancelIfUnwanted(ids);
  await letGo(input.callId);
}

/** Moves the contact on: done, due again by the plan, or to be called back. A stopped campaign calls nobody again. */
async function moveContact(ids: CallIdParts, record: CallRecord): Promise<void> {
  const _id = enrolmentIdOf(ids.campaignId, ids.contactId);
  const [campaign, enrolment, contact] = await Promise.all([
    campaignOfCall(ids.campaignId),
    Enrolments.findById(_id).lean(),
    Contacts.findById(ids.contactId).lean(),
  ]);
  if (!campaign || !enrolment || !contact)
    throw ApplicationFailure.nonRetryable('campaign, contact or enrolment is missing', 'RecordMissing');
  const tried = await attemptsUpTo(ids, contact);
  const callsOn = !hasEndedForGood(campaign) && !record.optedOut && !standingCampaign(ids.campaignId);
  const next = callsOn ? nextFor({ record, ids, campaign, enrolment, contact, tried }) : { state: 'done' };
  const { granted, ...fields } = { granted: 0, ...next };
  await Enrolments.updateOne(
    { _id, callId: record.callId, state: { $in: ['claimed', 'calling'] } },
    {
      $set: { callBack: null, goalUntil: null, ...fields, outcome: record.outcome },
      $inc: { granted },
    },
  );
  if (next.state === 'waiting') await cancelIfUnwanted(ids);
  // Learned after all: the contact had been let go without knowing.
  await Enrolments.updateOne(
    { _id, callId: record.callId, state: 'done', outcome: 'unknown' },
    { $set: { outcome: record.outcome } },
  );
}

/** Whoever objected, or stopped the campaign, at this moment may not have seen that the contact waits again. */
async function cancelIfUnwanted({ campaignId, contactId }: CallIdParts): Promise<void> {
  await cancelIfSuppressed(contactId);
  await cancelIfEnded(campaignId);
}

/** Gives back what a call holds: the person, and the line last. */
export async function letGo(callId: string): Promise<void> {
  const { contactId } = partsOf(callId);
  await Contacts.updateOne({ _id: contactId, liveCallId: callId }, { $set: { liveCallId: null } });
  await freeLine(callId);
}

function partsOf(callId: string) {
  const ids = parseCallId(callId);
  if (!ids) throw ApplicationFailure.nonRetryable('not a call id');
  return ids;
}
