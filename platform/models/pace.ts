import mongoose from 'mongoose';

/** The account's pace, shared by all workers; one document, `_id` `dial`. */
export interface PaceDoc {
  _id: 'dial';
  /** The last moment given out at which a call may start. */
  lastAt: Date;
}

const schema = new mongoose.Schema<PaceDoc>(
  { _id: { type: String, required: true }, lastAt: { type: Date, required: true } },
  { collection: 'pace', versionKey: false },
);

export const Pace = mongoose.model('Pace', schema);
