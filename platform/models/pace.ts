import mongoose from 'mongoose';

/** The account's pace, shared by all workers; one document, `_id` `dial`. */
export interface PaceDoc {
  _id: 'dial';
  /** The last moment given out at which a call may start. */
  lastAt: Date;
  /** The last moments (epoch milliseconds), each as late as its request may have arrived once that is known. */
  taken?: number[];
  /** Of these, the ones of which it is not known yet. */
  open?: number[];
  /** Counts the writes: each is by compare-and-set. */
  version?: number;
}

const schema = new mongoose.Schema<PaceDoc>(
  {
    _id: { type: String, required: true },
    lastAt: { type: Date, required: true },
    taken: { type: [Number], default: undefined },
    open: { type: [Number], default: undefined },
    version: Number,
  },
  { collection: 'pace', versionKey: false },
);

export const Pace = mongoose.model('Pace', schema);
