import mongoose from 'mongoose';
import type { CampaignSettings } from '../../contracts/campaign.ts';
import type { CampaignDoc, CampaignEdit } from './campaign.ts';

/**
 * How a campaign's name and settings were, once they have been replaced: the current version is in the campaign itself.
 * It is put away before the next one takes its place, so none is lost; `_id` is `<campaign>:<moment>.v<version>`.
 */
export interface CampaignVersionDoc extends CampaignEdit {
  _id: string;
  campaignId: string;
  version: number;
  name: string;
  settings: CampaignSettings;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<CampaignVersionDoc>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    version: { type: Number, required: true },
    name: { type: String, required: true },
    settings: { type: Object, required: true },
    by: { type: Object, required: true },
    at: { type: Date, required: true },
    changed: { type: [String], default: [] },
    why: String,
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'campaignVersions', versionKey: false, minimize: false },
);
schema.index({ campaignId: 1, version: 1 });

export const CampaignVersions = mongoose.model('CampaignVersion', schema);

/** The version that a campaign's record holds. Records made before there were versions hold the first. */
export function currentVersion(campaign: CampaignDoc): CampaignVersionDoc {
  const { _id, name, settings, createdBy, createdAt, version = 1 } = campaign;
  const edit = campaign.edit ?? { by: { id: createdBy, name: '' }, at: createdAt, changed: [] };
  const key = `${_id}:${momentKey(edit.at)}.v${version}`;
  return { ...edit, _id: key, campaignId: _id, version, name, settings, schemaVersion: 1 };
}

/** A moment as part of a key: sorts by time. */
export function momentKey(at: Date): string {
  return String(at.getTime()).padStart(13, '0');
}
