import mongoose from 'mongoose';

/** A number of ours that a campaign shows, or did. The API writes it when it has found the number in the Twilio account. */
export interface CallerIdDoc {
  /** E.164. */
  _id: string;
  /** `verified`: somebody else's, who agreed. Nobody can call it back to reach us. */
  kind: 'owned' | 'verified';
  /** When Twilio last said so. */
  checkedAt: Date;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<CallerIdDoc>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    checkedAt: { type: Date, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'callerIds', versionKey: false },
);

export const CallerIds = mongoose.model('CallerId', schema);
