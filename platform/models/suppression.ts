import mongoose from 'mongoose';

/** A number that must not be called; `_id` is the number in E.164. */
export interface SuppressionDoc {
  _id: string;
  source: string;
  addedAt: Date;
  /** Account that noted it, where the person did not say so themselves. */
  by?: string;
  /** The call in which they said so. */
  callId?: string;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<SuppressionDoc>(
  {
    _id: { type: String, required: true },
    source: { type: String, required: true },
    addedAt: { type: Date, required: true },
    by: String,
    callId: String,
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'suppressions', versionKey: false },
);

export const Suppressions = mongoose.model('Suppression', schema);
