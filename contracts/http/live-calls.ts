import { z } from 'zod';

/**
 * `POST /api/calls/:id/listen` → ListenTicket: both sides of a call that is up, once, within a minute, by WebSocket.
 *
 * First comes a ListenHeader as text. Then each binary message is audio: its first byte is the channel, the place in
 * `channels`; the rest is mu-law of 8 kHz. The person's comes as it is spoken, the agent's faster: play each channel in
 * its own time. The text `{"event":"clear"}` means that the agent was cut off, so what waits of its channel is not heard
 * on the line either. The socket closes with 1000 at the end of the stream, and with 1013 when the listener is too slow.
 */
export const listenTicketSchema = z.object({
  url: z.string(),
  token: z.string(),
  /** ISO 8601. */
  expiresAt: z.string(),
});
export type ListenTicket = z.infer<typeof listenTicketSchema>;

export const listenHeaderSchema = z.object({
  event: z.literal('header'),
  callId: z.string(),
  stream: z.number().int(),
  encoding: z.literal('audio/x-mulaw'),
  sampleRate: z.literal(8000),
  channels: z.tuple([z.literal('person'), z.literal('agent')]),
});
export type ListenHeader = z.infer<typeof listenHeaderSchema>;

/** `POST /api/calls/:id/tell`: something that the agent takes into account from here on, without answering it. */
export const tellBodySchema = z.object({ text: z.string().trim().min(1).max(2_000) });
export type TellBody = z.input<typeof tellBodySchema>;

/** `POST /api/calls/:id/transfer`: puts the person through; the agent leaves. E.164, or national with `country`. */
export const transferBodySchema = z.object({
  phone: z.string().trim().min(1).max(40),
  /** ISO 3166, such as `AU`. */
  country: z.string().trim().length(2).optional(),
});
export type TransferBody = z.input<typeof transferBodySchema>;

/** What tell and transfer answer. */
export const liveResultSchema = z.object({ id: z.string(), done: z.literal(true) });
export type LiveResult = z.infer<typeof liveResultSchema>;
