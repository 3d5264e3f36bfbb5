import { DateTime } from 'luxon';
import { z } from 'zod';
import {
  type AnsweredBy,
  answeredBySchema,
  type CallEvent,
  terminalStatusSchema,
} from '../../contracts/call-event.ts';
import {
  amdCallbackSchema,
  recordingCallbackSchema,
  type StatusCallback,
  statusCallbackSchema,
} from '../../contracts/vendors/twilio.ts';
import { parseInput } from '../parse.ts';

/** What a callback is to us: the vendor's own key for it, and what it changes in the call's course, if anything. */
export interface Callback {
  key: string;
  event?: CallEvent;
}

/** Stream status callback (Twilio, "TwiML Voice: Stream"): for the record alone, the bridge knows it first. */
const streamCallbackSchema = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  StreamSid: z.string().regex(/^MZ[0-9a-f]{32}$/),
  StreamEvent: z.enum(['stream-started', 'stream-stopped', 'stream-error']),
});

/** Call progress; the moment is Twilio's own where it gives one. */
export function readStatus(body: unknown, receivedAt: number): Callback {
  const status = parseInput(statusCallbackSchema, body);
  const key = `${status.CallSid}:${status.SequenceNumber ?? status.CallStatus}`;
  const event = eventOf(status, sharpened(momentOf(status.Timestamp), receivedAt));
  return { key, ...(event ? { event } : {}) };
}

function eventOf(status: StatusCallback, at: number): CallEvent | undefined {
  const callSid = status.CallSid;
  if (status.CallStatus === 'in-progress') return { kind: 'answered', callSid, at };
  const terminal = terminalStatusSchema.safeParse(status.CallStatus);
  if (!terminal.success) return undefined;
  return {
    kind: 'ended',
    callSid,
    status: terminal.data,
    durationSeconds: status.CallDuration ?? 0,
    ...(status.SipResponseCode === undefined ? {} : { sipCode: status.SipResponseCode }),
    ...verdictIn(status),
    at,
  };
}

/** The callback of machine detection may be lost; a verdict that we do not know is none here. */
function verdictIn({ AnsweredBy }: StatusCallback): { answeredBy?: AnsweredBy } {
  const verdict = answeredBySchema.safeParse(AnsweredBy);
  return verdict.success ? { answeredBy: verdict.data } : {};
}

/** Machine detection. A verdict that we do not know decides nothing, so it is `unknown`. It carries no moment. */
export function readDetection(body: unknown, receivedAt: number): Callback {
  const { CallSid, AnsweredBy } = parseInput(amdCallbackSchema, body);
  const verdict = answeredBySchema.safeParse(AnsweredBy);
  const answeredBy = verdict.success ? verdict.data : 'unknown';
  // A person is what a call goes on with anyway: only another verdict changes its course.
  if (answeredBy === 'human') return { key: CallSid };
  return { key: CallSid, event: { kind: 'detected', callSid: CallSid, answeredBy, at: receivedAt } };
}

export function readRecording(body: unknown): Callback {
  const { RecordingSid, RecordingStatus } = parseInput(recordingCallbackSchema, body);
  return { key: `${RecordingSid}:${RecordingStatus}` };
}

export function readStream(body: unknown): Callback {
  const { StreamSid, StreamEvent } = parseInput(streamCallbackSchema, body);
  return { key: `${StreamSid}:${StreamEvent}` };
}

/** Twilio leaves the fraction of the second out; that of the arrival says more, unless the callback was late. */
function sharpened(moment: number | undefined, receivedAt: number): number {
  return moment === undefined ? receivedAt : Math.min(Math.max(receivedAt, moment), moment + 999);
}

/** Twilio's moments are RFC 2822. */
function momentOf(timestamp: string | undefined): number | undefined {
  if (timestamp === undefined) return undefined;
  const moment = DateTime.fromRFC2822(timestamp);
  return moment.isValid ? moment.toMillis() : undefined;
}
