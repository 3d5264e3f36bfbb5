import { z } from 'zod';

/** How far a call is. `placing`: an intent may have been posted to Twilio. It never moves back. */
export const callPhaseSchema = z.enum(['queued', 'placing', 'up', 'ended']);
export type CallPhase = z.infer<typeof callPhaseSchema>;

/** How a call ended, in the trade's words. `canceled`, `expired` and `suppressed` never rang. */
export const outcomeSchema = z.enum([
  'human',
  'voicemail',
  'screening',
  'ivr',
  'fax',
  'no_answer',
  'busy',
  'declined',
  'invalid_number',
  'blocked',
  'failed_provider',
  'failed_ours',
  'canceled',
  'expired',
  'suppressed',
  'unknown',
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** Who or what ended the call, as far as we saw it. */
export const terminatedBySchema = z.enum([
  'agent',
  'contact',
  'operator',
  'amd',
  'time_limit',
  'provider',
  'us',
]);
export type TerminatedBy = z.infer<typeof terminatedBySchema>;

/** Outcomes of a call that was answered by a person or a machine, and so has a recording. */
const ANSWERED: readonly Outcome[] = ['human', 'voicemail', 'screening', 'ivr', 'fax'];

export function isAnswered(outcome: Outcome): boolean {
  return ANSWERED.includes(outcome);
}
