import mongoose from 'mongoose';
import type { CampaignState } from '../../contracts/campaign.ts';
import { momentKey } from './campaign-version.ts';

/**
 * Something that happened to a campaign, besides its edits (those are its versions). `_id` is `<campaign>:<moment>.<tail>`:
 * who writes it again writes the same, and those of one campaign sort by time.
 */
export interface CampaignEventDoc {
  _id: string;
  campaignId: string;
  kind: 'state' | 'import' | 'redial' | 'archive' | 'unarchive';
  at: Date;
  state?: CampaignState;
  reason?: string;
  by?: { id: string; name: string };
  contacts?: number;
  /** Rows of an import that named nobody new, and rows that were refused. */
  doubled?: number;
  rejected?: number;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<CampaignEventDoc>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    kind: { type: String, required: true },
    at: { type: Date, required: true },
    state: String,
    reason: String,
    by: { type: Object },
    contacts: Number,
    doubled: Number,
    rejected: Number,
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'campaignEvents', versionKey: false },
);

export const CampaignEvents = mongoose.model('CampaignEvent', schema);

/** Keeps what happened; `tail` tells apart what happened in one millisecond. */
export async function keepEvent(
  event: Omit<CampaignEventDoc, '_id' | 'schemaVersion'>,
  tail: string,
): Promise<void> {
  const _id = `${event.campaignId}:${momentKey(event.at)}.${tail}`;
  await CampaignEvents.updateOne({ _id }, { $setOnInsert: { ...event, schemaVersion: 1 } }, { upsert: true });
}
