import { z } from 'zod';

/**
 * What we read of Twilio's messages. Fields we do not use are let through unread; every number in a webhook or a
 * stream message is a decimal string.
 */
const decimal = z.string().regex(/^\d+$/).transform(Number);

/** Call status callback (form). `Timestamp` is RFC 2822; order of arrival is not the order of events. */
export const statusCallbackSchema = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  CallStatus: z.enum([
    'initiated',
    'queued',
    'ringing',
    'in-progress',
    'completed',
    'busy',
    'no-answer',
    'failed',
    'canceled',
  ]),
  SequenceNumber: decimal.optional(),
  Timestamp: z.string().optional(),
  CallDuration: decimal.optional(),
  SipResponseCode: decimal.optional(),
  AnsweredBy: z.string().optional(),
});
export type StatusCallback = z.infer<typeof statusCallbackSchema>;

/** What Twilio asks when one of our numbers is called (form). A withheld number comes as a word, or as digits that spell one. */
export const inboundCallSchema = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  From: z.string().max(100),
  To: z.string().max(100).optional(),
});

/** The answer to `<Gather>`: the keys pressed, none when it was left to run out. */
export const gatherSchema = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  Digits: z.string().max(32).default(''),
});

/** What Twilio asks at the end of `<Connect>`, where the call may be over (form). */
export const connectActionSchema = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  CallStatus: z.string().max(40),
});

/** Asynchronous machine detection callback (form): no status, no sequence, no timestamp. */
export const amdCallbackSchema = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  AnsweredBy: z.string(),
  MachineDetectionDuration: decimal.optional(),
});

/** Recording status callback (form). */
export const recordingCallbackSchema = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  RecordingSid: z.string().regex(/^RE[0-9a-f]{32}$/),
  RecordingStatus: z.enum(['in-progress', 'completed', 'absent']),
  RecordingDuration: decimal.optional(),
});

/** The `properties` of a call's summary in Voice Insights, as far as they say which side hung up. */
export const disconnectionSchema = z.object({
  disconnected_by: z.enum(['caller', 'callee']),
  /** `outbound_api`, `inbound` and others. */
  direction: z.string().nullish(),
});
export type Disconnection = z.infer<typeof disconnectionSchema>;

/** Media Streams, Twilio to us. Of `media` few are parsed: the bridge knows the others by their bytes. */
export const streamMessageSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('connected'), protocol: z.string(), version: z.string() }),
  z.object({
    event: z.literal('start'),
    sequenceNumber: z.string(),
    streamSid: z.string(),
    start: z.object({
      streamSid: z.string(),
      accountSid: z.string(),
      callSid: z.string(),
      tracks: z.array(z.string()),
      mediaFormat: z.object({ encoding: z.string(), sampleRate: z.number(), channels: z.number() }),
      customParameters: z.record(z.string(), z.string()).default({}),
    }),
  }),
  z.object({
    event: z.literal('media'),
    streamSid: z.string(),
    media: z.object({ payload: z.string() }),
  }),
  z.object({
    event: z.literal('dtmf'),
    streamSid: z.string(),
    dtmf: z.object({ track: z.string(), digit: z.string() }),
  }),
  z.object({ event: z.literal('mark'), streamSid: z.string(), mark: z.object({ name: z.string() }) }),
  z.object({
    event: z.literal('stop'),
    streamSid: z.string(),
    stop: z.object({ accountSid: z.string(), callSid: z.string() }),
  }),
]);
export type StreamMessage = z.infer<typeof streamMessageSchema>;
export type StreamStart = Extract<StreamMessage, { event: 'start' }>['start'];
