import mongoose from 'mongoose';

/** The right to have one call up: as many documents as the account may have calls at once, `_id` `line:<n>`. */
export interface LineDoc {
  _id: string;
  callId: string | null;
  takenAt: Date | null;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<LineDoc>(
  {
    _id: { type: String, required: true },
    callId: { type: String, default: null },
    takenAt: { type: Date, default: null },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'lines', versionKey: false },
);
/** A call holds one line at most, however often its claim is repeated. */
schema.index({ callId: 1 }, { unique: true, partialFilterExpression: { callId: { $type: 'string' } } });

export const Lines = mongoose.model('Line', schema);
