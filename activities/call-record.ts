import type { TerminatedBy } from '../contracts/call.ts';
import type { CallAudio } from '../contracts/call-audio.ts';
import type { AnsweredBy, OptOutBy } from '../contracts/call-event.ts';
import type { Outcome } from '../contracts/outcome.ts';

/** How a call ended, as its workflow knows it. */
export interface CallRecord {
  callId: string;
  outcome: Outcome;
  reason: string;
  terminatedBy?: TerminatedBy;
  callSid?: string;
  conversationId?: string;
  /** All conversations in order, where there was more than one. */
  conversationIds?: string[];
  answeredBy?: AnsweredBy;
  /** Epoch milliseconds. */
  answeredAt?: number;
  firstAudioAt?: number;
  /** How it sounded. */
  audio?: CallAudio;
  messageLeft?: boolean;
  endedAt: number;
  talkSeconds?: number;
  /** The person asked to be called again then. */
  callBackAt?: number;
  /** The person does not want to be called again, and said so in this call. */
  optedOut?: OptOutBy;
}
