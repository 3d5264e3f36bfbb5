import { ApplicationFailure } from '@temporalio/activity';
import type { TerminatedBy } from '../contracts/call.ts';
import { enrolmentIdOf, parseCallId } from '../contracts/ids.ts';
import type { Outcome } from '../contracts/outcome.ts';
import { Calls } from '../platform/models/call.ts';
import { Campaigns } from '../platform/models/campaign.ts';
import { Contacts } from '../platform/models/contact.ts';
import { Enrolments } from '../platform/models/enrolment.ts';
import { afterCall } from '../workflows/retry-plan.ts';
import { freeLine } from './lines.ts';

export interface CallRecord {
  callId: string;
  outcome: Outcome;
  reason: string;
  terminatedBy?: TerminatedBy;
  callSid?: string;
  conversationId?: string;
  /** Epoch milliseconds. */
  answeredAt?: number;
  endedAt: number;
  talkSeconds?: number;
}

/**
 * Writes how a call ended and lets go of everything it held, the line last. Each write is keyed by the call id, so
 * that repeating all of it, from any point, changes nothing.
 */
export async function recordCall(record: CallRecord): Promise<void> {
  const ids = partsOf(record.callId);
  const { callId, answeredAt, endedAt, ...facts } = record;
  await Calls.updateOne(
    { _id: callId },
    {
      $set: {
        ...facts,
        phase: 'ended',
        intent: 'closed',
        endedAt: new Date(endedAt),
        ...(answeredAt === undefined ? {} : { answeredAt: new Date(answeredAt) }),
      },
      $setOnInsert: { ...ids, startedAt: new Date(endedAt), schemaVersion: 1 },
    },
    { upsert: true },
  );
  await moveContact(ids, record);
  await letGo(ids.contactId, callId);
}

/** Puts a contact back without an attempt having been made: nothing was dialed. A stopped campaign lets it go. */
export async function deferCall(input: { callId: string; until: number; reason: string }): Promise<void> {
  const ids = partsOf(input.callId);
  const campaign = await Campaigns.findById(ids.campaignId, { state: 1 }).lean();
  const next =
    campaign?.state === 'stopped'
      ? { state: 'done', outcome: 'canceled' }
      : { state: 'waiting', dueAt: new Date(input.until) };
  // The record stays, closed: a call id is used once.
  const endedAt = new Date();
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
  await letGo(ids.contactId, input.callId);
}

async function moveContact(
  ids: { campaignId: string; contactId: string; attempt: number },
  record: CallRecord,
) {
  const _id = enrolmentIdOf(ids.campaignId, ids.contactId);
  const [campaign, enrolment] = await Promise.all([
    Campaigns.findById(ids.campaignId).lean(),
    Enrolments.findById(_id).lean(),
  ]);
  if (!campaign || !enrolment)
    throw ApplicationFailure.nonRetryable('campaign or enrolment is missing', 'RecordMissing');
  const made = ids.attempt - (enrolment.deferrals ?? 0);
  // A stopped campaign calls nobody again.
  const next =
    campaign.state === 'stopped'
      ? ({ state: 'done' } as const)
      : afterCall(record.outcome, made, campaign.settings.retry, record.endedAt);
  await Enrolments.updateOne(
    { _id, callId: record.callId, state: { $in: ['claimed', 'calling'] } },
    {
      $set: {
        state: next.state,
        outcome: record.outcome,
        ...(next.state === 'waiting' ? { dueAt: new Date(next.dueAt) } : {}),
      },
    },
  );
}

async function letGo(contactId: string, callId: string): Promise<void> {
  await Contacts.updateOne({ _id: contactId, liveCallId: callId }, { $set: { liveCallId: null } });
  await freeLine(callId);
}

function partsOf(callId: string) {
  const ids = parseCallId(callId);
  if (!ids) throw ApplicationFailure.nonRetryable('not a call id');
  return ids;
}
