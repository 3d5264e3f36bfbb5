import type { CampaignState } from '../../contracts/campaign.ts';
import { cancelWaiting, hasEndedForGood } from '../../platform/cancel-waiting.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { keepEvent } from '../../platform/models/campaign-event.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import type { ApiDeps } from '../deps.ts';
import { findCampaign } from '../queries/campaigns.ts';
import { reopenCampaign, wakeCampaign } from './campaign-workflow.ts';

/**
 * Tells a campaign that contacts wait in it, and answers the state that its record had then: a draft becomes ready, one
 * that runs looks again now, one that has completed runs again, and one that was stopped at this moment lets them go.
 * Safe to repeat, and where nobody waits.
 */
export async function contactsAdded(deps: ApiDeps, campaignId: string): Promise<CampaignState> {
  deps.progress.forget(campaignId);
  const waits = await Enrolments.exists({ campaignId, state: 'waiting' });
  if (waits) await makeReady(campaignId);
  // One that completes counts its open contacts after it has written so: one of the two sees the other.
  const campaign = await findCampaign(campaignId);
  if (waits && campaign.state === 'running') await wakeCampaign(deps, campaignId);
  if (waits && campaign.state === 'completed') await reopenCampaign(deps, campaign);
  if (waits && hasEndedForGood(campaign)) await cancelWaiting(campaignId);
  return campaign.state;
}

async function makeReady(campaignId: string): Promise<void> {
  const reason = 'It is ready to start';
  const readied = await Campaigns.updateOne(
    { _id: campaignId, state: 'draft' },
    { $set: { state: 'ready', reason } },
  );
  if (readied.modifiedCount !== 1) return;
  await keepEvent({ campaignId, kind: 'state', at: new Date(), state: 'ready', reason }, 'ready');
}
