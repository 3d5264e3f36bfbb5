import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awaitedGoals, decideGoal } from '../../activities/decide-goal.ts';
import { gatherCall } from '../../activities/gather-call.ts';
import { recordCall } from '../../activities/record-call.ts';
import { recordCampaign } from '../../activities/record-campaign.ts';
import { parseCallId } from '../../contracts/ids.ts';
import { CallEvents } from '../../platform/models/call-event.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { type TranscriptDoc, Transcripts } from '../../platform/models/transcript.ts';
import { claimedCall, startWorld, type World } from './world.ts';

/** A person answered; whether the goal was reached is known later, by the vendor's analysis. */
let world: World;
beforeAll(async () => {
  world = await startWorld('decide_goal');
});
afterAll(() => world?.end());

const retry = { maxAttempts: 3, afterSeconds: {}, goalMissed: { after: 3600, most: 2 } };
const endedAt = Date.now();
let people = 100;

async function talked(): Promise<{ callId: string; campaignId: string }> {
  people += 1;
  const callId = await claimedCall(`+442079460${people}`, { retry });
  await recordCall({ callId, callSid: 'CA1', outcome: 'human', reason: 'A person answered', endedAt });
  return { callId, campaignId: parseCallId(callId)?.campaignId ?? '' };
}

async function analysed(_id: string, successful: TranscriptDoc['successful']): Promise<void> {
  await Transcripts.create({
    _id,
    conversationId: 'c',
    source: 'final',
    turns: [],
    successful,
    storedAt: new Date(),
  });
}

const enrolmentOf = (callId: string) => Enrolments.findOne({ callId }).lean();

describe('a conversation whose goal was missed', () => {
  it('has the contact called again, decided once', async () => {
    const { callId, campaignId } = await talked();
    expect(await awaitedGoals(campaignId)).toBe(1);
    await analysed(callId, 'failure');
    await decideGoal(world.deps, callId);
    const due = { state: 'waiting', outcome: 'human', dueAt: new Date(endedAt + 3_600_000), goalUntil: null };
    expect(await enrolmentOf(callId)).toMatchObject(due);
    await Enrolments.updateOne({ callId }, { $set: { state: 'done' } });
    await decideGoal(world.deps, callId);
    expect(await enrolmentOf(callId)).toMatchObject({ state: 'done' });
  });

  it('is decided as soon as the transcript is there, whatever else is awaited', async () => {
    const { callId } = await talked();
    const data = {
      agent_id: 'agent_test',
      conversation_id: 'conv_goal',
      status: 'done',
      transcript: [],
      metadata: { start_time_unix_secs: 1_790_000_000, call_duration_secs: 9, cost: 1 },
      analysis: { transcript_summary: 'No date was found.', call_successful: 'failure' },
    };
    const kind = 'elevenlabs.post_call' as const;
    const event = { callId, kind, receivedAt: new Date(), data: { event_timestamp: 1, data } };
    await CallEvents.create({ _id: `${callId}:${kind}:conv_goal:1`, ...event });
    // There is no recording of a call that the sandbox does not know.
    await gatherCall(world.deps, { callId }).catch(() => {});
    expect(await enrolmentOf(callId)).toMatchObject({ state: 'waiting', outcome: 'human' });
  });

  it.each(['success', 'unknown', null] as const)(
    'is not one that the analysis calls %s',
    async (successful) => {
      const { callId, campaignId } = await talked();
      await analysed(callId, successful);
      await decideGoal(world.deps, callId);
      expect(await enrolmentOf(callId)).toMatchObject({ state: 'done', goalUntil: null });
      expect(await awaitedGoals(campaignId)).toBe(0);
    },
  );

  it('counts also when it is learned late, as long as the campaign calls', async () => {
    const { callId, campaignId } = await talked();
    await decideGoal(world.deps, callId);
    expect(await awaitedGoals(campaignId)).toBe(0);
    await analysed(callId, 'failure');
    await decideGoal(world.deps, callId);
    expect(await enrolmentOf(callId)).toMatchObject({ state: 'waiting' });
  });

  it.each(['stopped', 'completed'] as const)(
    'has nobody called again once the campaign is %s',
    async (state) => {
      const { callId, campaignId } = await talked();
      await Campaigns.updateOne({ _id: campaignId }, { $set: { state } });
      await analysed(callId, 'failure');
      await decideGoal(world.deps, callId);
      expect(await enrolmentOf(callId)).toMatchObject({ state: 'done', outcome: 'human', goalUntil: null });
    },
  );

  it('keeps its campaign from completing while it is awaited', async () => {
    const { callId, campaignId } = await talked();
    const completing = { campaignId, state: 'completed', reason: 'x', at: Date.now() } as const;
    expect(await recordCampaign(completing)).toMatchObject({ open: 1 });
    await analysed(callId, 'success');
    await decideGoal(world.deps, callId);
    expect(await recordCampaign(completing)).toMatchObject({ open: 0 });
  });
});
