import { createCampaignBodySchema } from '../../contracts/http/campaigns.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { newId } from '../../platform/mongo.ts';
import { readCampaign } from '../queries/campaigns.ts';
import type { Command } from './command.ts';

/** Makes a campaign, in state `draft` until it has a contact. */
export const createCampaign: Command<
  typeof createCampaignBodySchema,
  Awaited<ReturnType<typeof readCampaign>>
> = {
  name: 'create_campaign',
  input: createCampaignBodySchema,
  async run(deps, { name, settings }, by) {
    const _id = newId();
    await Campaigns.create({
      _id,
      name,
      settings,
      state: 'draft',
      reason: 'It has no contacts yet',
      createdBy: by.id,
      createdAt: new Date(),
    });
    return readCampaign(deps, _id);
  },
};
