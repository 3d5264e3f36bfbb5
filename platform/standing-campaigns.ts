import { campaignSettingsSchema } from '../contracts/campaign.ts';
import { STANDING_CAMPAIGNS } from '../contracts/ids.ts';
import { type CampaignDoc, Campaigns } from './models/campaign.ts';

/** Called once, whatever comes of it: nobody but the one who asked may try again. */
const settings = campaignSettingsSchema.parse({ retry: { maxAttempts: 1, afterSeconds: {} } });

function standing(_id: string, name: string): CampaignDoc {
  return {
    _id,
    name,
    state: 'running',
    reason: 'It stands for ever',
    settings,
    createdBy: 'system',
    createdAt: new Date(0),
    schemaVersion: 1,
  };
}

const STANDING = new Map(
  [
    standing(STANDING_CAMPAIGNS.byHand, 'Calls by hand'),
    standing(STANDING_CAMPAIGNS.inbound, 'Calls to us'),
  ].map((doc) => [doc._id, doc]),
);

/** The campaign that a call belongs to; calls by hand and calls to us belong to one that is in no list. */
export async function campaignOfCall(campaignId: string): Promise<CampaignDoc | null> {
  return standingCampaign(campaignId) ?? Campaigns.findById(campaignId).lean<CampaignDoc | null>();
}

export function standingCampaign(campaignId: string): CampaignDoc | undefined {
  return STANDING.get(campaignId);
}
