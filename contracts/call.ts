import { z } from 'zod';
import { OUTCOMES } from './outcome.ts';

/** How far a call is. `placing`: an intent may have been posted to Twilio. It never moves back. */
export const callPhaseSchema = z.enum(['queued', 'placing', 'up', 'ended']);
export type CallPhase = z.infer<typeof callPhaseSchema>;

export const outcomeSchema = z.enum(OUTCOMES);

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

export const terminatedByFromSchema = z.enum(['seen', 'insights', 'operator']);
export type TerminatedByFrom = z.infer<typeof terminatedByFromSchema>;
