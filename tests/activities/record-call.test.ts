import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureLines, takeLine } from '../../activities/lines.ts';
import { type CallRecord, deferCall, recordCall } from '../../activities/record-call.ts';
import { parseCallId } from '../../contracts/ids.ts';
import { Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Lines } from '../../platform/models/line.ts';
import { claimedCall, startDatabase } from './world.ts';

let endDatabase: () => Promise<void>;
beforeAll(async () => {
  endDatabase = await startDatabase('record_call');
  await ensureLines(10);
});
afterAll(() => endDatabase?.());

const retry = { maxAttempts: 2, afterSeconds: { busy: 60 } };

/** A call that is up: it holds a line and the person. */
async function callUp(phone: string): Promise<string> {
  const callId = await claimedCall(phone, { retry });
  await takeLine(callId);
  await Contacts.updateOne({ _id: parseCallId(callId)?.contactId }, { $set: { liveCallId: callId } });
  return callId;
}

const ended = (callId: string, over: Partial<CallRecord>): CallRecord => ({
  callId,
  outcome: 'human',
  reason: 'A person answered',
  endedAt: 1_800_000_000_000,
  ...over,
});

async function heldBy(callId: string): Promise<number> {
  return (await Lines.countDocuments({ callId })) + (await Contacts.countDocuments({ liveCallId: callId }));
}

describe('recording how a call ended', () => {
  it('gives the contact its final outcome and lets go of line and person', async () => {
    const callId = await callUp('+442079460210');
    await recordCall(ended(callId, { talkSeconds: 9, terminatedBy: 'agent' }));
    expect(await Enrolments.findOne({ callId }).lean()).toMatchObject({ state: 'done', outcome: 'human' });
    expect(await Calls.findById(callId).lean()).toMatchObject({
      phase: 'ended',
      outcome: 'human',
      terminatedBy: 'agent',
    });
    expect(await heldBy(callId)).toBe(0);
  });

  it('makes the contact due again where the plan says so', async () => {
    const callId = await callUp('+442079460220');
    await recordCall(ended(callId, { outcome: 'busy', reason: 'busy' }));
    expect(await Enrolments.findOne({ callId }).lean()).toMatchObject({
      state: 'waiting',
      outcome: 'busy',
      dueAt: new Date(1_800_000_060_000),
    });
  });

  it('changes nothing when it is repeated, even after the next attempt has begun', async () => {
    const callId = await callUp('+442079460230');
    const record = ended(callId, { outcome: 'busy', reason: 'busy' });
    await recordCall(record);
    await Enrolments.updateOne({ callId }, { $set: { state: 'calling', callId: 'next', attempts: 2 } });
    await recordCall(record);
    expect(await Enrolments.findOne({ callId: 'next' }).lean()).toMatchObject({
      state: 'calling',
      attempts: 2,
    });
  });

  it('lets nobody be called again by a campaign that was stopped', async () => {
    const callId = await callUp('+442079460240');
    await Campaigns.updateOne({ _id: parseCallId(callId)?.campaignId }, { $set: { state: 'stopped' } });
    await recordCall(ended(callId, { outcome: 'busy', reason: 'busy' }));
    expect(await Enrolments.findOne({ callId }).lean()).toMatchObject({ state: 'done', outcome: 'busy' });
  });
});

describe('putting a call off', () => {
  it('takes none of the attempts, and never uses a call id again', async () => {
    const callId = await callUp('+442079460250');
    const put = { callId, until: 1_800_000_000_000, reason: 'paused' };
    await deferCall(put);
    await deferCall(put);
    expect(await Enrolments.findOne({ callId }).lean()).toMatchObject({
      state: 'waiting',
      attempts: 1,
      deferrals: 1,
    });
    expect(await heldBy(callId)).toBe(0);
  });
});
