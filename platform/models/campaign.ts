import mongoose from 'mongoose';
import type { CampaignSettings, CampaignState } from '../../contracts/campaign.ts';

/** A plan to call a list of contacts. Its API makes it; from its start on, its workflow alone writes its state. */
export interface CampaignDoc {
  _id: string;
  name: string;
  state: CampaignState;
  reason: string;
  settings: CampaignSettings;
  /** Counts edits of name and settings; 1 where it is missing. */
  version?: number;
  /** Who made the current version; whoever made the campaign, where it is missing. */
  edit?: CampaignEdit;
  /** Left out of lists. */
  archived?: boolean;
  /** Of the request that made it, so that a repeated one finds it. */
  requestKey?: string;
  createdBy: string;
  createdAt: Date;
  startedAt?: Date;
  endedAt?: Date | null;
  /** When it began to run, or was last resumed. */
  runningSince?: Date;
  /** People who sit free to take calls over, as last told; it goes before the setting. */
  freeSeats?: number;
  schemaVersion: 1;
}

export interface CampaignEdit {
  by: { id: string; name: string };
  at: Date;
  /** `name`, and settings by their names. */
  changed: string[];
  why?: string;
}

const schema = new mongoose.Schema<CampaignDoc>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    state: { type: String, required: true },
    reason: { type: String, required: true },
    settings: { type: Object, required: true },
    version: Number,
    edit: { type: Object },
    archived: Boolean,
    requestKey: String,
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    startedAt: Date,
    endedAt: Date,
    runningSince: Date,
    freeSeats: Number,
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'campaigns', versionKey: false, minimize: false },
);
schema.index({ state: 1 });
schema.index(
  { requestKey: 1 },
  { unique: true, partialFilterExpression: { requestKey: { $type: 'string' } } },
);

export const Campaigns = mongoose.model('Campaign', schema);
