import mongoose from 'mongoose';
import type { AgentOverrides } from '../../contracts/agents.ts';
import type { CallPhase, TerminatedBy, TerminatedByFrom } from '../../contracts/call.ts';
import type { CallAudio } from '../../contracts/call-audio.ts';
import type { AnsweredBy, OptOutBy } from '../../contracts/call-event.ts';
import type { CampaignSettings } from '../../contracts/campaign.ts';
import type { GateRecord } from '../../contracts/gate-record.ts';
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
  /** The number dialed, or of whoever called us; E.164. Older records lack it: it was the contact's first. */
  phone?: string;
  /** The number of ours that was shown, written with the intent. Calls to us have none, and neither have older records. */
  from?: string;
  /** The number of ours that was called, of a call to us. */
  called?: string;
  /** The agent that talks, chosen with the intent. Older records lack it: it was the campaign's, or the installation's. */
  agentId?: string;
  /** What was changed of the agent, as far as it allows that. */
  overrides?: AgentOverrides;
  phase: CallPhase;
  /**
   * The right to post to Twilio. `written`: somebody may have posted, so nobody may again. `released`: Twilio said
   * clearly that no call was made, so it may be written anew. `closed`: the attempt is over, so nobody may post for it
   * ever, not even a process that stood still since before the intent.
   */
  intent: 'written' | 'released' | 'closed';
  /** The last verdict of the gate, from just before dialing. */
  gate?: GateRecord;
  callSid?: string;
  conversationId?: string;
  /** All conversations in order, where bridge or agent were lost and another went on. */
  conversationIds?: string[];
  /** Machine detection's verdict. */
  answeredBy?: AnsweredBy;
  outcome?: Outcome;
  reason?: string;
  terminatedBy?: TerminatedBy;
  /** Whose word `terminatedBy` is: what we saw, Twilio's Voice Insights, or an operator's. */
  terminatedByFrom?: TerminatedByFrom;
  startedAt: Date;
  answeredAt?: Date;
  endedAt?: Date;
  /** The person said in this call that they do not want to be called again, and how. */
  optedOut?: OptOutBy;
  /** The moment at which the person asked to be called again. */
  callBackAt?: Date;
  talkSeconds?: number;
  /** Milliseconds from the answer to the first sound of the agent: what the person waited for. */
  firstAudioMs?: number;
  /** How it sounded, as its bridge measured it. */
  audio?: CallAudio;
  messageLeft?: boolean;
  /** What Twilio charges, a positive decimal in its currency; it is known some time after the end. */
  price?: { amount: number; currency: string };
  /** What ElevenLabs counted, once its transcript is there. */
  costCredits?: number;
  /** Milliseconds for which Twilio meant to queue it, where it did: a sign that we dial faster than the account allows. */
  queueMs?: number;
  /** What was asked for with a call by hand. */
  request?: CallRequest;
  /** What a call is asked for with once: the asker and their key, or the CallSid of a call to us. */
  requestKey?: string;
  schemaVersion: 1;
}

export interface CallRequest {
  /** Of the request's body: another body under the same key is a mistake. */
  hash: string;
  /** Account that asked. */
  by: string;
  settings: Partial<CampaignSettings>;
  variables: Record<string, string>;
}

const schema = new mongoose.Schema<CallDoc>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    contactId: { type: String, required: true },
    attempt: { type: Number, required: true },
    phone: String,
    from: String,
    called: String,
    agentId: String,
    overrides: { type: Object },
    phase: { type: String, required: true },
    intent: { type: String, required: true },
    gate: { type: Object },
    callSid: String,
    conversationId: String,
    // Without a default mongoose would write an empty list.
    conversationIds: { type: [String], default: undefined },
    answeredBy: String,
    outcome: String,
    reason: String,
    terminatedBy: String,
    terminatedByFrom: String,
    startedAt: { type: Date, required: true },
    answeredAt: Date,
    endedAt: Date,
    optedOut: String,
    callBackAt: Date,
    talkSeconds: Number,
    firstAudioMs: Number,
    audio: { type: Object },
    messageLeft: Boolean,
    price: { type: Object },
    costCredits: Number,
    queueMs: Number,
    request: { type: Object },
    requestKey: String,
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'calls', versionKey: false },
);
schema.index({ campaignId: 1, phase: 1 });
schema.index({ campaignId: 1, outcome: 1 });
schema.index({ campaignId: 1, startedAt: -1 });
schema.index({ startedAt: -1 });
/** How often a number of ours is shown, and how often it is answered. */
schema.index({ from: 1, startedAt: -1 });
/** To tell whether a call that Twilio lists is one of ours already. */
schema.index({ callSid: 1 });
schema.index({ contactId: 1 });
schema.index({ phase: 1 });
schema.index(
  { requestKey: 1 },
  { unique: true, partialFilterExpression: { requestKey: { $type: 'string' } } },
);

/** Calls that ended lately: without a price, and for Voice Insights. */
schema.index({ price: 1, endedAt: 1 });
schema.index({ endedAt: 1 });

export const Calls = mongoose.model('Call', schema);
