import { z } from 'zod';
import { ARCHIVABLE } from '../../contracts/campaign-states.ts';
import type { CampaignView } from '../../contracts/http/campaigns.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { CampaignEvents, keepEvent } from '../../platform/models/campaign-event.ts';
import { CampaignVersions } from '../../platform/models/campaign-version.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { ApiError } from '../api-error.ts';
import type { Account } from '../auth/account.ts';
import type { ApiDeps } from '../deps.ts';
import { campaignIdSchema } from '../parse.ts';
import { findCampaign, readCampaign } from '../queries/campaigns.ts';
import type { Command } from './command.ts';

const idInput = z.object({ id: campaignIdSchema });

/** Leaves a campaign out of the list. One that runs or is paused has to end first. */
export const archiveCampaign: Command<typeof idInput, CampaignView> = {
  name: 'archive_campaign',
  input: idInput,
  run: (deps, { id }, by) => setArchived(deps, id, true, by),
};

/** Puts a campaign back into the list. */
export const unarchiveCampaign: Command<typeof idInput, CampaignView> = {
  name: 'unarchive_campaign',
  input: idInput,
  run: (deps, { id }, by) => setArchived(deps, id, false, by),
};

async function setArchived(deps: ApiDeps, id: string, archived: boolean, { id: who, name }: Account) {
  // Who has it run at this moment takes it out of the archive again, with the first state that is recorded.
  const changed = await Campaigns.updateOne(
    { _id: id, state: { $in: ARCHIVABLE }, archived: archived ? { $ne: true } : true },
    { $set: { archived } },
  );
  const { state, archived: is = false } = await findCampaign(id);
  if (changed.modifiedCount === 0 && is !== archived) {
    throw new ApiError('not_allowed_now', `The campaign is ${state}; it can be archived once it has ended.`);
  }
  if (changed.modifiedCount === 1) {
    const kind = archived ? 'archive' : 'unarchive';
    await keepEvent({ campaignId: id, kind, at: new Date(), by: { id: who, name } }, kind);
  }
  return readCampaign(deps, id);
}

/** Deletes a campaign that never had a contact; anything else is kept, and can be archived. */
export const deleteDraft: Command<typeof idInput, { id: string }> = {
  name: 'delete_draft',
  input: idInput,
  async run(_deps, { id }) {
    const { state } = await findCampaign(id);
    const deleted = await Campaigns.deleteOne({ _id: id, state: 'draft' });
    if (deleted.deletedCount === 0) {
      throw new ApiError(
        'not_allowed_now',
        `The campaign is ${state}; only a draft is deleted. Archive it instead.`,
      );
    }
    // What an import that is under way put into it.
    const its = { campaignId: id };
    await Promise.all([
      Enrolments.deleteMany(its),
      CampaignVersions.deleteMany(its),
      CampaignEvents.deleteMany(its),
    ]);
    return { id };
  },
};
