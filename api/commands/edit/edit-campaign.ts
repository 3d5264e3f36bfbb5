import { z } from 'zod';
import { editCampaignBodySchema, undoBodySchema } from '../../../contracts/http/campaign-edits.ts';
import type { CampaignView } from '../../../contracts/http/campaigns.ts';
import { type CampaignVersionDoc, CampaignVersions } from '../../../platform/models/campaign-version.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiDeps } from '../../deps.ts';
import { campaignIdSchema } from '../../parse.ts';
import { readCampaign } from '../../queries/campaigns.ts';
import { wakeCampaign } from '../campaign-workflow.ts';
import type { Command } from '../command.ts';
import { checkSettings } from '../settings/check-settings.ts';
import { lookAgain } from './look-again.ts';
import { type Edit, makeVersion } from './make-version.ts';
import { mergeSettings } from './merge-settings.ts';

const ifMatch = z
  .string()
  .regex(/^(\*|(W\/)?"?[1-9]\d{0,8}"?)$/, 'must be the version of the campaign, such as "3", or *')
  .transform((text) => (text === '*' ? undefined : Number(text.replace(/\D/g, ''))))
  .optional();
const forOne = { id: campaignIdSchema, ifMatch };
const editInput = editCampaignBodySchema.safeExtend(forOne);
const undoInput = undoBodySchema.extend(forOne);

/** Changes a campaign's name or part of its settings. */
export const editCampaign: Command<typeof editInput, CampaignView> = {
  name: 'edit_campaign',
  input: editInput,
  run: (deps, { id, name, settings = {}, ...rest }, by) =>
    edit(deps, id, { ...rest, version: versionOf(rest), by }, (campaign) => ({
      name: name ?? campaign.name,
      settings: mergeSettings(campaign.settings, settings),
    })),
};

/** Takes the last edit back, or goes back to any version, as a new one. Undone twice, an edit is there again. */
export const undoEdit: Command<typeof undoInput, CampaignView> = {
  name: 'undo_edit',
  input: undoInput,
  run: (deps, { id, to, ...rest }, by) =>
    edit(deps, id, { ...rest, version: versionOf(rest), by }, async (campaign) => {
      const { version = 1 } = campaign;
      if (to === version) return campaign;
      return formerVersion(id, to ?? version - 1);
    }),
};

/** One that was replaced; every one before the current was. */
async function formerVersion(campaignId: string, version: number): Promise<CampaignVersionDoc> {
  if (version < 1)
    throw new ApiError('not_allowed_now', 'The campaign has not been edited; there is nothing to undo.');
  const found = await CampaignVersions.findOne({ campaignId, version }).lean<CampaignVersionDoc | null>();
  if (!found) throw new ApiError('not_found', `The campaign has no version ${version}.`);
  return found;
}

async function edit(
  deps: ApiDeps,
  id: string,
  how: Edit,
  wantedOf: Parameters<typeof makeVersion>[2],
): Promise<CampaignView> {
  const changed = await makeVersion(id, how, async (campaign) => {
    const wanted = await wantedOf(campaign);
    await checkSettings(deps, wanted.settings, campaign.settings);
    return wanted;
  });
  await lookAgain(id, changed);
  const view = await readCampaign(deps, id);
  const isAwake = view.state === 'running' || view.state === 'paused';
  if (isAwake && changed.some((field) => field !== 'name')) await wakeCampaign(deps, id);
  return view;
}

function versionOf({ version, ifMatch: header }: { version?: number; ifMatch?: number }): number | undefined {
  if (version !== undefined && header !== undefined && version !== header) {
    throw new ApiError(
      'invalid_request',
      `If-Match names version ${header} and the body version ${version}; name one.`,
    );
  }
  return version ?? header;
}
