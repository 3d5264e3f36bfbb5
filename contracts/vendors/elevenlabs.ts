import { z } from 'zod';

/** What we read of the ElevenLabs agent socket and of conversations. Unknown types and fields are let through. */
const eventId = z.number().int();

/** Messages of the agent socket, server to client, that mean something to us. */
export const agentMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('conversation_initiation_metadata'),
    conversation_initiation_metadata_event: z.object({
      conversation_id: z.string(),
      agent_output_audio_format: z.string(),
      user_input_audio_format: z.string(),
    }),
  }),
  z.object({
    type: z.literal('audio'),
    audio_event: z.object({ audio_base_64: z.string(), event_id: eventId }),
  }),
  z.object({
    type: z.literal('user_transcript'),
    user_transcription_event: z.object({ user_transcript: z.string(), event_id: eventId.optional() }),
  }),
  z.object({
    type: z.literal('tentative_user_transcript'),
    tentative_user_transcription_event: z.object({ user_transcript: z.string() }),
  }),
  z.object({
    type: z.literal('agent_response'),
    agent_response_event: z.object({ agent_response: z.string(), event_id: eventId.optional() }),
  }),
  z.object({
    type: z.literal('agent_response_correction'),
    agent_response_correction_event: z.object({
      original_agent_response: z.string(),
      corrected_agent_response: z.string(),
      event_id: eventId.optional(),
    }),
  }),
  z.object({
    type: z.literal('interruption'),
    interruption_event: z.object({ event_id: eventId, reason: z.string().optional() }),
  }),
  z.object({
    type: z.literal('ping'),
    ping_event: z.object({ event_id: eventId, ping_ms: z.number().nullish() }),
  }),
  z.object({
    type: z.literal('client_tool_call'),
    client_tool_call: z.object({
      tool_name: z.string(),
      tool_call_id: z.string(),
      parameters: z.record(z.string(), z.unknown()).default({}),
      expects_response: z.boolean().optional(),
    }),
  }),
  /** With `state: awaiting_approval` the agent waits up to five minutes for an answer. */
  z.object({
    type: z.literal('mcp_tool_call'),
    mcp_tool_call: z.object({ tool_call_id: z.string(), state: z.string() }),
  }),
  z.object({
    type: z.literal('agent_tool_response'),
    agent_tool_response: z.object({
      tool_name: z.string(),
      tool_type: z.string(),
      is_error: z.boolean().optional(),
    }),
  }),
  z.object({
    type: z.literal('agent_response_complete'),
    agent_response_complete_event: z.object({ event_id: eventId.optional() }),
  }),
  /** No free place: the socket is held in a queue, in which the person would hear a hold tone. */
  z.object({
    type: z.literal('queue_status'),
    queue_status_event: z.object({ status: z.string() }),
  }),
  z.object({
    type: z.literal('error'),
    error_event: z.object({
      code: z.number().optional(),
      error_type: z.string().optional(),
      reason: z.string().optional(),
    }),
  }),
]);
export type AgentMessage = z.infer<typeof agentMessageSchema>;

/** Conversation statuses; `done` does not mean successful, and the hyphen is theirs. */
export const conversationStatusSchema = z.enum(['initiated', 'in-progress', 'processing', 'done', 'failed']);

/** `GET /v1/convai/conversations/{id}` and the data of the post-call webhook, which are equal. */
export const conversationSchema = z.object({
  agent_id: z.string(),
  conversation_id: z.string(),
  status: conversationStatusSchema,
  user_id: z.string().nullish(),
  transcript: z
    .array(
      z.object({
        role: z.enum(['user', 'agent']),
        message: z.string().nullish(),
        time_in_call_secs: z.number(),
        interrupted: z.boolean().nullish(),
      }),
    )
    .default([]),
  metadata: z.object({
    start_time_unix_secs: z.number(),
    call_duration_secs: z.number(),
    cost: z.number().nullish(),
    termination_reason: z.string().nullish(),
  }),
  analysis: z
    .object({
      call_successful: z.enum(['success', 'failure', 'unknown']),
      transcript_summary: z.string(),
    })
    .nullish(),
});
export type Conversation = z.infer<typeof conversationSchema>;

/** Envelope of their webhooks; the signature covers the raw body (`ElevenLabs-Signature: t=…,v0=…`). */
export const webhookEnvelopeSchema = z.object({
  type: z.string(),
  event_timestamp: z.number(),
  data: z.unknown(),
});
