import type { CampaignDoc } from '../platform/models/campaign.ts';
import { Enrolments } from '../platform/models/enrolment.ts';
import { roomOnBridges } from './bridge-room.ts';

/** Lines of its own that a campaign does not use yet, as far as the bridges have room. */
export async function roomFor(campaign: CampaignDoc): Promise<number> {
  const mine = Enrolments.countDocuments({
    campaignId: campaign._id,
    state: { $in: ['claimed', 'calling'] },
  });
  const [used, onBridges] = await Promise.all([mine, roomOnBridges()]);
  return Math.min(campaign.settings.lines - used, onBridges);
}
