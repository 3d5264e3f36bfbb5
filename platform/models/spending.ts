import mongoose from 'mongoose';

/**
 * What the calls that a campaign began within an hour cost, recounted from their records until each has its price;
 * `_id` is `<campaign>:<hour>`. Sums of a budget are made of these, so that they cost the same for a million calls.
 */
export interface SpendingDoc {
  _id: string;
  campaignId: string;
  hour: Date;
  /** In the currency of the Twilio account. */
  spent: number;
  /** Calls with a price, and calls that wait for theirs. */
  priced: number;
  unpriced: number;
  currency?: string;
  countedAt: Date;
  /** Nothing can change it any more. */
  closed: boolean;
}

const schema = new mongoose.Schema<SpendingDoc>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    hour: { type: Date, required: true },
    spent: { type: Number, required: true },
    priced: { type: Number, required: true },
    unpriced: { type: Number, required: true },
    currency: String,
    countedAt: { type: Date, required: true },
    closed: { type: Boolean, required: true },
  },
  { collection: 'spendings', versionKey: false },
);
schema.index({ campaignId: 1 });

export const Spendings = mongoose.model('Spending', schema);
