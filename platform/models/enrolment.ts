import mongoose from 'mongoose';
import type { EnrolmentState } from '../../contracts/contact.ts';
import type { GateRecord } from '../../contracts/gate-record.ts';
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
  /** Attempts that were granted besides the plan's: by an operator, or because the person asked for the call. */
  granted?: number;
  /** The person asked to be called then. Kept until that call is over. */
  callBack?: CallBack | null;
  /** Done, but the conversation's analysis is awaited, which may make the contact due again; at most until then. */
  goalUntil?: Date | null;
  /** The request by which it was last made due again: repeated, it finds that it has been here. */
  redialKey?: string;
  /** When it may be called next, while waiting. */
  dueAt: Date;
  callId: string | null;
  /** Why the gate put it off or blocked it, when it did so last; in full where it was blocked. */
  gate?: GateRecord;
  /** Of the last attempt; the final one when done. */
  outcome: Outcome | null;
  schemaVersion: 1;
}

export interface CallBack {
  at: Date;
  /** What the agent or a colleague should know; of a person, so it reaches no log. */
  note?: string;
  /** Account that noted it; left out where the person asked in a conversation. */
  by?: string;
  /** How the contact stood, for when it is called off. */
  before: { state: 'waiting' | 'done'; dueAt: Date };
}

const schema = new mongoose.Schema<EnrolmentDoc>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    contactId: { type: String, required: true },
    state: { type: String, required: true },
    attempts: { type: Number, required: true, default: 0 },
    deferrals: { type: Number, required: true, default: 0 },
    granted: Number,
    callBack: { type: Object },
    gate: { type: Object },
    goalUntil: Date,
    redialKey: String,
    dueAt: { type: Date, required: true },
    callId: { type: String, default: null },
    outcome: { type: String, default: null },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'campaignContacts', versionKey: false },
);
/** Who is due in a campaign. A query for a page of them names it: ARCHITECTURE.md says why. */
export const BY_DUE = { campaignId: 1, state: 1, dueAt: 1 } as const;
/** Call-backs go before others that are due; there are few. A query that names it asks for dates in `callBack.at`. */
export const BY_CALL_BACK = { campaignId: 1, 'callBack.at': 1 } as const;
schema.index(BY_DUE);
schema.index({ contactId: 1 });
schema.index(BY_CALL_BACK, { partialFilterExpression: { 'callBack.at': { $type: 'date' } } });

export const Enrolments = mongoose.model('Enrolment', schema);

/** How many of so many attempts count against the plan's budget. */
export function countedAttempts(
  { deferrals = 0, granted = 0 }: Partial<Pick<EnrolmentDoc, 'deferrals' | 'granted'>>,
  attempts: number,
): number {
  return Math.max(0, attempts - deferrals - granted);
}
