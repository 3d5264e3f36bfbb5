import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sayItCalls, sayWhatItWaitsFor, waitingReason } from '../../activities/waiting-reason.ts';
import { parseCallId } from '../../contracts/ids.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { claimedCall, startDatabase } from './world.ts';

const dueAt = new Date('2026-03-02T01:00:00Z');
const gate = (...reasons: string[]) => ({ decision: 'defer' as const, reasons, at: dueAt });

describe('what a campaign waits for', () => {
  it.each([
    ['hours', { gate: gate('Waiting for 09:00 in Perth', 'Sunday') }, 'Waiting for 09:00 in Perth'],
    ['a pause that is over', { gate: gate('The campaign is paused') }, 'Waiting until 2026-03-02 01:00 UTC'],
    [
      'a call-back',
      { callBack: { at: dueAt, before: { state: 'done' as const, dueAt } } },
      'Waiting until 2026-03-02 01:00 UTC, for a call-back that was asked for',
    ],
    ['the next try', {}, 'Waiting until 2026-03-02 01:00 UTC, when the next contact may be tried again'],
  ])('is said: %s', (_, next, reason) => {
    expect(waitingReason({ dueAt, ...next })).toBe(reason);
  });
});

describe('its record', () => {
  let end: () => Promise<void>;
  beforeAll(async () => {
    end = await startDatabase('waiting_reason');
  });
  afterAll(() => end());

  it('says it while the campaign runs, and never over the reason of a pause', async () => {
    const { campaignId = '' } = parseCallId(await claimedCall('+61491570156')) ?? {};
    await Enrolments.updateOne(
      { campaignId },
      { $set: { state: 'waiting', dueAt, gate: gate('Waiting for 09:00 in Perth') } },
    );
    const reason = async () => (await Campaigns.findById(campaignId).lean())?.reason;
    await sayWhatItWaitsFor(campaignId, dueAt.getTime());
    expect(await reason()).toBe('Waiting for 09:00 in Perth');
    await sayItCalls(campaignId);
    expect(await reason()).toBe('Calling');
    await Campaigns.updateOne({ _id: campaignId }, { $set: { state: 'paused', reason: 'Paused by Ana' } });
    await sayWhatItWaitsFor(campaignId, dueAt.getTime());
    expect(await reason()).toBe('Paused by Ana');
  });
});
