import mongoose from 'mongoose';
import type { CallPhase, TerminatedBy } from '../../contracts/call.ts';
import type { Outcome } from '../../contracts/outcome.ts';

/**
 * One attempt to reach one contact; `_id` is the call id. Written by the activities of its workflow alone: it is
 * the projection of what the workflow knows. What is live meanwhile is in `callEvents`.
 */
export interface CallDoc {
  _id: string;
  campaignId: string;
  contactId: string;
  attempt: number;
  phase: CallPhase;
  /**
   * The right to post to Twilio. `written`: somebody may have posted, so nobody may again. `released`: Twilio said
   * clearly that no call was made, so it may be written anew. `closed`: the attempt is over, so nobody may post for it
   * ever, not even a process that stood still since before the intent.
   */
  intent: 'written' | 'released' | 'closed';
  /** The verdict of the gate just before dialing. */
  gate?: { decision: string; reasons: string[]; at: Date };
  callSid?: string;
  conversationId?: string;
  outcome?: Outcome;
  reason?: string;
  terminatedBy?: TerminatedBy;
  startedAt: Date;
  answeredAt?: Date;
  endedAt?: Date;
  talkSeconds?: number;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<CallDoc>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    contactId: { type: String, required: true },
    attempt: { type: Number, required: true },
    phase: { type: String, required: true },
    intent: { type: String, required: true },
    gate: { type: Object },
    callSid: String,
    conversationId: String,
    outcome: String,
    reason: String,
    terminatedBy: String,
    startedAt: { type: Date, required: true },
    answeredAt: Date,
    endedAt: Date,
    talkSeconds: Number,
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'calls', versionKey: false },
);
schema.index({ campaignId: 1, phase: 1 });
schema.index({ campaignId: 1, outcome: 1 });
schema.index({ campaignId: 1, startedAt: -1 });
schema.index({ startedAt: -1 });
/** To tell whether a call that Twilio lists is one of ours already. */
schema.index({ callSid: 1 });
schema.index({ contactId: 1 });
schema.index({ phase: 1 });

export const Calls = mongoose.model('Call', schema);
