import { z } from 'zod';
import { type CampaignSettings, campaignSettingsSchema } from '../../../contracts/campaign.ts';
import { ENDED_FOR_GOOD } from '../../../contracts/campaign-states.ts';
import { type CampaignDoc, Campaigns } from '../../../platform/models/campaign.ts';
import { CampaignVersions, currentVersion } from '../../../platform/models/campaign-version.ts';
import { ApiError } from '../../api-error.ts';
import type { Account } from '../../auth/account.ts';
import { parseInput } from '../../parse.ts';
import { findCampaign } from '../../queries/campaigns.ts';
import { changedFields } from './merge-settings.ts';

export interface Wanted {
  name: string;
  /** Not checked yet. */
  settings: unknown;
}

export interface Edit {
  by: Account;
  /** The version that was looked at; any when undefined. */
  version?: number | undefined;
  why?: string | undefined;
}

const settingsInput = z.object({ settings: campaignSettingsSchema });

/**
 * Gives a campaign another name or other settings, as its next version. The version that it replaces is put away
 * first and then replaced by compare-and-set, so whatever happens in between none is lost. Answers what changed:
 * nothing, where all is so already.
 */
export async function makeVersion(
  id: string,
  { by, version: seen, why }: Edit,
  wantedOf: (campaign: CampaignDoc) => Wanted | Promise<Wanted>,
): Promise<string[]> {
  for (;;) {
    const campaign = await findCampaign(id);
    const { version = 1 } = campaign;
    if (seen !== undefined && seen !== version) throw stale(version, seen);
    const wanted = await wantedOf(campaign);
    const { settings } = parseInput(settingsInput, { settings: wanted.settings });
    const changed = changesOf(campaign, wanted.name, settings);
    if (changed.length === 0) return changed;
    refuseUnused(campaign, changed);

    const current = currentVersion(campaign);
    const { _id, ...facts } = current;
    await CampaignVersions.updateOne({ _id }, { $setOnInsert: facts }, { upsert: true });
    // Versions sort by their moments, whatever the clocks of two processes say.
    const at = new Date(Math.max(Date.now(), current.at.getTime() + 1));
    const edit = { by: { id: by.id, name: by.name }, at, changed, ...(why ? { why } : {}) };
    const replaced = await Campaigns.updateOne(
      { _id: id, ...ofVersion(version) },
      { $set: { name: wanted.name, settings, version: version + 1, edit } },
    );
    if (replaced.modifiedCount === 1) return changed;
  }
}

/** Records made before there were versions hold the first. */
function ofVersion(version: number) {
  return version === 1 ? { $or: [{ version: 1 }, { version: null }] } : { version };
}

function changesOf(campaign: CampaignDoc, name: string, settings: CampaignSettings): string[] {
  // What an older record left out counts as its default.
  const known = campaignSettingsSchema.safeParse(campaign.settings);
  const changed = changedFields(known.success ? known.data : campaign.settings, settings);
  return name === campaign.name ? changed : ['name', ...changed];
}

function refuseUnused({ state }: CampaignDoc, changed: string[]): void {
  if (!ENDED_FOR_GOOD.includes(state) || changed.every((field) => field === 'name')) return;
  throw new ApiError(
    'not_allowed_now',
    `The campaign is ${state} and calls nobody any more: only its name can be changed. Duplicate it to use other settings.`,
  );
}

function stale(version: number, seen: number): ApiError {
  return new ApiError(
    'not_allowed_now',
    `The campaign was edited meanwhile: it is at version ${version}, you looked at version ${seen}. Look again and repeat the edit.`,
  );
}
