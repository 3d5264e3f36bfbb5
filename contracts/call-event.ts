import { z } from 'zod';
import type { CallAudio } from './call-audio.ts';

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

/** Who speaks where no person does, and machine detection may hear one: a screening service, a menu of keys, voicemail. */
export const metSchema = z.enum(['screening', 'ivr', 'voicemail']);
export type Met = z.infer<typeof metSchema>;

/** How a person on the phone said that they do not want to be called again: to the agent, who used its tool, or by a key. */
export const optOutBySchema = z.enum(['tool', 'key']);
export type OptOutBy = z.infer<typeof optOutBySchema>;

/** The key that says so, or `none` where keys are pressed for something else. */
export const optOutKeySchema = z
  .string()
  .regex(/^(?:[0-9*#]|none)$/, 'must be one of the keys 0 to 9, * and #, or the word none');

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
      /** Machine detection's verdict, which comes again with the end. */
      answeredBy?: AnsweredBy;
      at: number;
    }
  | {
      kind: 'stream_ended';
      /** Which stream of the call it was, from 1; bridges of the first releases did not say. */
      stream?: number;
      /** The first conversation of this stream. */
      conversationId?: string;
      /** All of them in order, where the agent's side had to be begun anew. */
      conversationIds?: string[];
      reason: StreamEndReason;
      at: number;
      /** When the first sound of the agent went out. */
      firstAudioAt?: number;
      /** What the agent spoke to instead of a person, recognised by its words. */
      met?: Met;
      /** How it sounded; left out when nothing was passed on. */
      audio?: CallAudio;
    }
  /** Twilio's queue has let it go: it rings, or is about to. Learned by asking alone. */
  | { kind: 'dialed'; callSid: string; at: number }
  | { kind: 'hang_up_requested'; by: 'operator' | 'us'; at: number }
  /** The person does not want to be called again. */
  | { kind: 'opted_out'; by: OptOutBy; at: number }
  /** The person wants to be called at another time, `callBackAt` in epoch milliseconds; what is said last counts. */
  | { kind: 'call_back_wished'; callBackAt: number; at: number };

/** Kinds of raw events kept in `callEvents`; the first part names the source. */
export const rawEventKindSchema = z.enum([
  'twilio.status',
  'twilio.amd',
  'twilio.recording',
  'twilio.stream',
  'twilio.continue',
  'elevenlabs.post_call',
]);
export type RawEventKind = z.infer<typeof rawEventKindSchema>;
