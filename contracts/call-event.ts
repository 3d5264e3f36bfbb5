import { z } from 'zod';

/** Twilio's terminal call statuses (Voice "Call resource", CallStatus). */
export const terminalStatusSchema = z.enum(['completed', 'busy', 'no-answer', 'failed', 'canceled']);
export type TerminalStatus = z.infer<typeof terminalStatusSchema>;

/** Twilio's verdicts of machine detection, both modes (AnsweredBy). */
export const answeredBySchema = z.enum([
  'human',
  'machine_start',
  'machine_end_beep',
  'machine_end_silence',
  'machine_end_other',
  'fax',
  'unknown',
]);
export type AnsweredBy = z.infer<typeof answeredBySchema>;

/** Why a media stream ended, as the bridge saw it; the first cause wins. */
export const streamEndReasonSchema = z.enum([
  'agent_ended',
  'contact_left',
  'agent_error',
  'agent_unreachable',
  'time_limit',
  'operator',
  'shutdown',
  'protocol_error',
]);
export type StreamEndReason = z.infer<typeof streamEndReasonSchema>;

/**
 * What changes the course of a call: the payloads of the one signal a call workflow takes.
 * `at` is the moment of the event in epoch milliseconds, as its source states it.
 */
export type CallEvent =
  | { kind: 'answered'; callSid: string; at: number }
  | { kind: 'detected'; callSid: string; answeredBy: AnsweredBy; at: number }
  | {
      kind: 'ended';
      callSid: string;
      status: TerminalStatus;
      /** Seconds from answer to end; 0 when it was never answered. */
      durationSeconds: number;
      sipCode?: number;
      at: number;
    }
  | { kind: 'stream_started'; conversationId: string; at: number }
  | { kind: 'stream_ended'; conversationId?: string; reason: StreamEndReason; at: number }
  | { kind: 'hang_up_requested'; by: 'operator' | 'us'; at: number };

/** Kinds of raw events kept in `callEvents`; the first part names the source. */
export const rawEventKindSchema = z.enum([
  'twilio.status',
  'twilio.amd',
  'twilio.recording',
  'twilio.stream',
  'elevenlabs.post_call',
]);
export type RawEventKind = z.infer<typeof rawEventKindSchema>;
