/**
 * How a call ended, in the trade's words. `canceled`, `expired` and `suppressed` never rang. Plain values: workflows
 * import this file, and a schema library in their sandbox would be built again for each of them.
 */
export const OUTCOMES = [
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
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Outcomes of a call that was answered by a person or a machine, and so has a recording. */
const ANSWERED: readonly Outcome[] = ['human', 'voicemail', 'screening', 'ivr', 'fax'];

export function isAnswered(outcome: Outcome): boolean {
  return ANSWERED.includes(outcome);
}
