import { type SeatsResult, seatsBodySchema } from '../../contracts/http/seats.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { campaignIdSchema } from '../parse.ts';
import { findCampaign } from '../queries/campaigns.ts';
import { wakeCampaign } from './campaign-workflow.ts';
import type { Command } from './command.ts';

const input = seatsBodySchema.extend({ id: campaignIdSchema });

/** How many people sit free now. It is no edit of the settings, since it changes from minute to minute. */
export const setSeats: Command<typeof input, SeatsResult> = {
  name: 'set_seats',
  input,
  async run(deps, { id, free }) {
    const { state, settings } = await findCampaign(id);
    await Campaigns.updateOne(
      { _id: id },
      free === null ? { $unset: { freeSeats: 1 } } : { $set: { freeSeats: free } },
    );
    if (state === 'running') await wakeCampaign(deps, id);
    return { free: free ?? settings.pacing?.humanSeats ?? null };
  },
};
