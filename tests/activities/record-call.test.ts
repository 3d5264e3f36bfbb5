import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallRecord } from '../../activities/call-record.ts';
import { ensureLines, takeLine } from '../../activities/lines.ts';
import { deferCall, recordCall } from '../../activities/record-call.ts';
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

describe('what follows a call', () => {
  const HOUR = 3_600_000;
  const END = 1_800_000_000_000;
  const enrolmentOf = (callId: string) => Enrolments.findOne({ callId }).lean();
  const withSettings = async (callId: string, plan: object) => {
    const _id = parseCallId(callId)?.campaignId;
    await Campaigns.updateOne(
      { _id },
      { $set: { 'settings.retry': { maxAttempts: 3, afterSeconds: {}, ...plan } } },
    );
  };

  it('is a call-back, where the person asked for one: it goes before the plan and uses none of its attempts', async () => {
    const callId = await callUp('+442079460260');
    const callBackAt = END + 700 * HOUR;
    await recordCall(ended(callId, { callBackAt }));
    await recordCall(ended(callId, { callBackAt }));
    expect(await enrolmentOf(callId)).toMatchObject({
      state: 'waiting',
      outcome: 'human',
      dueAt: new Date(callBackAt),
      granted: 1,
      callBack: { at: new Date(callBackAt), before: { state: 'done' } },
    });
    expect(await Calls.findById(callId).lean()).toMatchObject({ callBackAt: new Date(callBackAt) });
  });

  it.each([
    [
      'at once where the moment passed during the call',
      END - HOUR,
      { state: 'waiting', dueAt: new Date(END) },
    ],
    ['not at all where the moment cannot be meant', END + 10_000 * HOUR, { state: 'done' }],
  ])('is a call-back %s', async (_, callBackAt, expected) => {
    const callId = await callUp(`+4420794602${70 + (callBackAt > END ? 1 : 0)}`);
    await recordCall(ended(callId, { callBackAt }));
    expect(await enrolmentOf(callId)).toMatchObject(expected);
  });

  it('leaves a call-back open that was put off, and closes it with its call', async () => {
    const callId = await callUp('+442079460280');
    const callBack = { at: new Date(END), before: { state: 'done', dueAt: new Date(END) } };
    await Enrolments.updateOne({ callId }, { $set: { callBack, granted: 1 } });
    await deferCall({ callId, until: END, reason: 'paused' });
    expect(await enrolmentOf(callId)).toMatchObject({ state: 'waiting', callBack });
    await Enrolments.updateOne({ callId }, { $set: { state: 'calling' } });
    await recordCall(ended(callId, {}));
    expect(await enrolmentOf(callId)).toMatchObject({ state: 'done', callBack: null });
  });

  it('is another number, until all were tried', async () => {
    const callId = await callUp('+442079460290');
    await withSettings(callId, {});
    const _id = parseCallId(callId)?.contactId;
    await Contacts.updateOne({ _id }, { $set: { phones: ['+442079460290', '+442079460291'] } });
    await recordCall(ended(callId, { outcome: 'invalid_number' }));
    expect(await enrolmentOf(callId)).toMatchObject({ state: 'waiting', dueAt: new Date(END + 60_000) });
    const second = callId.replace(/1$/, '2');
    await Enrolments.updateOne({ callId }, { $set: { state: 'calling', callId: second, attempts: 2 } });
    await Calls.create({
      _id: second,
      ...parseCallId(second),
      phone: '+442079460291',
      phase: 'up',
      intent: 'written',
      startedAt: new Date(),
    });
    await recordCall(ended(second, { outcome: 'invalid_number' }));
    expect(await enrolmentOf(second)).toMatchObject({ state: 'done', outcome: 'invalid_number' });
  });

  it('counts what happened before by its outcome', async () => {
    const callId = await callUp('+442079460295');
    await withSettings(callId, { afterSeconds: { busy: 60 }, most: { busy: 2 }, growth: 3 });
    await recordCall(ended(callId, { outcome: 'busy' }));
    const second = callId.replace(/1$/, '2');
    await Enrolments.updateOne({ callId }, { $set: { state: 'calling', callId: second, attempts: 2 } });
    await recordCall(ended(second, { outcome: 'busy' }));
    expect(await enrolmentOf(second)).toMatchObject({ state: 'done', outcome: 'busy' });
  });

  it.each([
    ['another part of the day, where the campaign has hours and the wait is long', 3_600, 2 * HOUR],
    [
      'as soon as the plan says where that is soon: a busy line is busy because somebody is there',
      60,
      60_000,
    ],
  ])('is %s', async (_, seconds, waits) => {
    const callId = await callUp(`+4420794602${seconds === 60 ? 64 : 65}`);
    await withSettings(callId, { afterSeconds: { busy: seconds } });
    const window = { timeZone: 'contact', days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '20:00' };
    await Campaigns.updateOne(
      { _id: parseCallId(callId)?.campaignId },
      { $set: { 'settings.window': window } },
    );
    const tenInLondon = END + 2 * HOUR;
    await recordCall(ended(callId, { outcome: 'busy', endedAt: tenInLondon }));
    expect(await enrolmentOf(callId)).toMatchObject({
      state: 'waiting',
      dueAt: new Date(tenInLondon + waits),
    });
  });

  it('awaits the analysis where the goal matters', async () => {
    const callId = await callUp('+442079460299');
    await withSettings(callId, { goalMissed: { after: 60, most: 2 } });
    await recordCall(ended(callId, { callSid: 'CA1' }));
    expect(await enrolmentOf(callId)).toMatchObject({ state: 'done', goalUntil: new Date(END + 2 * HOUR) });
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
