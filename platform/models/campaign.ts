import mongoose from 'mongoose';
import type { CampaignSettings, CampaignState } from '../../contracts/campaign.ts';

/** A plan to call a list of contacts. Its API makes it; from its start on, its workflow alone writes its state. */
export interface CampaignDoc {
  _id: string;
  name: string;
  state: CampaignState;
  reason: string;
  settings: CampaignSettings;
  createdBy: string;
  createdAt: Date;
  startedAt?: Date;
  endedAt?: Date | null;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<CampaignDoc>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    state: { type: String, required: true },
    reason: { type: String, required: true },
    settings: { type: Object, required: true },
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    startedAt: Date,
    endedAt: Date,
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'campaigns', versionKey: false, minimize: false },
);
schema.index({ state: 1 });

export const Campaigns = mongoose.model('Campaign', schema);
