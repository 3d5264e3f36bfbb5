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

const tool = z.object({ name: z.string(), type: z.string().optional() });
const switchedOn = z.boolean().nullish();

/** An item of `GET /v1/convai/agents`. */
export const agentListSchema = z.object({
  agents: z.array(
    z.object({ agent_id: z.string(), name: z.string(), last_call_time_unix_secs: z.number().nullish() }),
  ),
  next_cursor: z.string().nullish(),
  has_more: z.boolean(),
});

/** `GET /v1/convai/agents/{id}`, as far as a dialer has to know it. What is left out has the vendor's default. */
export const agentSchema = z.object({
  agent_id: z.string(),
  name: z.string(),
  conversation_config: z.object({
    asr: z.object({ user_input_audio_format: z.string().optional() }).nullish(),
    tts: z.object({ agent_output_audio_format: z.string().optional() }).nullish(),
    agent: z
      .object({
        first_message: z.string().nullish(),
        language: z.string().nullish(),
        dynamic_variables: z
          .object({ dynamic_variable_placeholders: z.record(z.string(), z.unknown()).nullish() })
          .nullish(),
        prompt: z
          .object({
            prompt: z.string().nullish(),
            tools: z.array(tool).nullish(),
            tool_ids: z.array(z.string()).nullish(),
            built_in_tools: z.record(z.string(), z.unknown()).nullish(),
          })
          .nullish(),
      })
      .nullish(),
  }),
  platform_settings: z
    .object({
      overrides: z
        .object({
          conversation_config_override: z
            .object({
              agent: z
                .object({
                  first_message: switchedOn,
                  language: switchedOn,
                  prompt: z.object({ prompt: switchedOn }).nullish(),
                })
                .nullish(),
              tts: z.object({ voice_id: switchedOn }).nullish(),
            })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type VendorAgent = z.infer<typeof agentSchema>;
