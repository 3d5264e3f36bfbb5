import type { CampaignSettings } from '../../contracts/campaign.ts';
import { type CampaignView, createCampaignBodySchema } from '../../contracts/http/campaigns.ts';
import { type CampaignDoc, Campaigns } from '../../platform/models/campaign.ts';
import { isDuplicateKey, newId } from '../../platform/mongo.ts';
import { ApiError } from '../api-error.ts';
import type { Account } from '../auth/account.ts';
import { readCampaign } from '../queries/campaigns.ts';
import type { Command } from './command.ts';
import { checkSettings } from './settings/check-settings.ts';

/** Makes a campaign, in state `draft` until it has a contact. */
export const createCampaign: Command<typeof createCampaignBodySchema, CampaignView> = {
  name: 'create_campaign',
  input: createCampaignBodySchema,
  async run(deps, { name, settings }, by) {
    await checkSettings(deps, settings);
    const draft = draftOf(name, settings, by);
    await Campaigns.create(draft);
    return readCampaign(deps, draft._id);
  },
};

/**
 * The campaign that this request makes, made once: a repeated request, known by its key, finds the first one's. A key
 * that was used to make something else of is refused.
 */
export async function createOnce(
  requestKey: string,
  made: { name: string; settings: CampaignSettings },
  by: Account,
): Promise<CampaignDoc> {
  const draft = { ...draftOf(made.name, made.settings, by), requestKey };
  try {
    await Campaigns.create(draft);
    return draft;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const known = await Campaigns.findOne({ requestKey }).lean<CampaignDoc | null>();
  if (!known) throw new ApiError('not_found', 'The campaign that was made with this key has been deleted.');
  return known;
}

function draftOf(name: string, settings: CampaignSettings, by: Account): CampaignDoc {
  const at = new Date();
  return {
    _id: newId(),
    name,
    settings,
    state: 'draft',
    reason: 'It has no contacts yet',
    version: 1,
    edit: { by: { id: by.id, name: by.name }, at, changed: [] },
    createdBy: by.id,
    createdAt: at,
    schemaVersion: 1,
  };
}
