import type { CampaignState } from '../contracts/campaign.ts';
import { ENDED_FOR_GOOD } from '../contracts/campaign-states.ts';
import { cancelWaiting } from '../platform/cancel-waiting.ts';
import { Campaigns } from '../platform/models/campaign.ts';
import { keepEvent } from '../platform/models/campaign-event.ts';
import { Enrolments } from '../platform/models/enrolment.ts';
import { awaitedGoals } from './decide-goal.ts';

export interface CampaignRecord {
  campaignId: string;
  state: CampaignState;
  /** Why it is in this state, for people. */
  reason: string;
  /** Epoch milliseconds by the workflow's clock, so that repeating the write changes nothing. */
  at: number;
  /** Counts the writes of one run: tells apart those of one moment. */
  order?: number;
}

export interface CampaignStanding {
  callsUp: number;
  open: number;
}

const FINAL: readonly CampaignState[] = ['completed', 'stopped', 'failed'];

/**
 * Writes a campaign's state, and says how many of its calls are up (what the one who asked wants to know) and how
 * many contacts are still open: none may be when it completes, and an import may have just added some.
 */
export async function recordCampaign({
  campaignId,
  state,
  reason,
  at,
  order = 0,
}: CampaignRecord): Promise<CampaignStanding> {
  const when = new Date(at);
  await Campaigns.updateOne(
    { _id: campaignId },
    {
      $set: {
        state,
        reason,
        endedAt: FINAL.includes(state) ? when : null,
        ...(state === 'running' ? { runningSince: when } : {}),
      },
    },
  );
  if (state === 'running') {
    await Campaigns.updateOne({ _id: campaignId, startedAt: null }, { $set: { startedAt: when } });
    // Put away at the moment at which somebody had it run again: what calls people is in the list.
    await Campaigns.updateOne({ _id: campaignId, archived: true }, { $set: { archived: false } });
  }
  await keepEvent({ campaignId, kind: 'state', at: when, state, reason }, `s${order}`);
  if (ENDED_FOR_GOOD.includes(state)) await cancelWaiting(campaignId);
  const [callsUp, open] = await Promise.all([
    Enrolments.countDocuments({ campaignId, state: { $in: ['claimed', 'calling'] } }),
    Enrolments.countDocuments({ campaignId, state: { $ne: 'done' } }),
  ]);
  return { callsUp, open: open === 0 ? await awaitedGoals(campaignId) : open };
}
