import type { CampaignState } from '../contracts/campaign.ts';
import { ENDED_FOR_GOOD } from '../contracts/campaign-states.ts';
import { Campaigns } from './models/campaign.ts';
import { Enrolments } from './models/enrolment.ts';

/** Whether nobody of it is called any more, whatever is done. */
export function hasEndedForGood(campaign: { state: CampaignState } | null): boolean {
  return campaign !== null && ENDED_FOR_GOOD.includes(campaign.state);
}

/** A campaign that has ended for good calls nobody: who still waited keeps the last outcome, or was never reached. */
export async function cancelWaiting(campaignId: string): Promise<void> {
  await Enrolments.updateMany(
    { campaignId, state: 'waiting', outcome: null },
    { $set: { state: 'done', outcome: 'canceled' } },
  );
  await Enrolments.updateMany({ campaignId, state: 'waiting' }, { $set: { state: 'done' } });
}

/** For whoever has let somebody wait: a campaign that ends lets go of those who wait after it has written so. */
export async function cancelIfEnded(campaignId: string): Promise<void> {
  if (hasEndedForGood(await Campaigns.findById(campaignId, { state: 1 }).lean()))
    await cancelWaiting(campaignId);
}
