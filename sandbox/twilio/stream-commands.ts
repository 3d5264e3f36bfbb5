import { z } from 'zod';

/**
 * What a server may send on a media stream (protocol reference 4.2). Strict, since Twilio warns (31951) about missing
 * and about extra fields alike, and ignores the message.
 */
const streamSid = z.string();
const commandSchema = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('media'), streamSid, media: z.strictObject({ payload: z.base64() }) }),
  z.strictObject({ event: z.literal('mark'), streamSid, mark: z.strictObject({ name: z.string() }) }),
  z.strictObject({ event: z.literal('clear'), streamSid }),
]);
export type StreamCommand = z.infer<typeof commandSchema>;

/** The command for this stream, or undefined for anything else. */
export function readCommand(text: string, sid: string): StreamCommand | undefined {
  try {
    const parsed = commandSchema.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.streamSid === sid ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
