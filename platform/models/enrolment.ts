import mongoose from 'mongoose';
import type { EnrolmentState } from '../../contracts/contact.ts';
import type { Outcome } from '../../contracts/outcome.ts';

/**
 * One contact in one campaign; `_id` is `<campaign>:<contact>`. The import makes it, the claim and the call's last
 * activity move it, each by compare-and-set on `state` and `attempts`.
 */
export interface EnrolmentDoc {
  _id: string;
  campaignId: string;
  contactId: string;
  state: EnrolmentState;
  /** Attempts begun: the number of the last call id. */
  attempts: number;
  /** Of these, the ones that were put off before anything was dialed: they use a number, but not the budget. */
  deferrals: number;
  /** When it may be called next, while waiting. */
  dueAt: Date;
  callId: string | null;
  /** Of the last attempt; the final one when done. */
  outcome: Outcome | null;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<EnrolmentDoc>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    contactId: { type: String, required: true },
    state: { type: String, required: true },
    attempts: { type: Number, required: true, default: 0 },
    deferrals: { type: Number, required: true, default: 0 },
    dueAt: { type: Date, required: true },
    callId: { type: String, default: null },
    outcome: { type: String, default: null },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'campaignContacts', versionKey: false },
);
schema.index({ campaignId: 1, state: 1, dueAt: 1 });
schema.index({ contactId: 1 });

export const Enrolments = mongoose.model('Enrolment', schema);
