import { z } from 'zod';
import { AUDIO_FORMATS } from '../audio/formats.ts';

/** Events sent when an agent names none (reference 2.5). */
const DEFAULT_EVENTS = [
  'audio',
  'interruption',
  'agent_response',
  'user_transcript',
  'tentative_user_transcript',
  'conversation_initiation_metadata',
  'ping',
];

const format = z.enum(AUDIO_FORMATS).default('pcm_16000');
const clientToolSchema = z.looseObject({
  type: z.literal('client'),
  name: z.string(),
  expects_response: z.boolean().default(false),
  response_timeout_secs: z.number().min(1).max(120).default(20),
});

/** What of an agent's configuration changes how it behaves here; everything else is stored and given back. */
export const agentConfigSchema = z.object({
  conversation_config: z.looseObject({
    asr: z.looseObject({ user_input_audio_format: format }).prefault({}),
    tts: z.looseObject({ agent_output_audio_format: format, voice_id: z.string().optional() }).prefault({}),
    turn: z
      .looseObject({
        turn_timeout: z.number().min(1).max(30).default(7),
        silence_end_call_timeout: z.number().default(-1),
      })
      .prefault({}),
    conversation: z
      .looseObject({
        max_duration_seconds: z.number().int().min(1).max(7200).default(600),
        client_events: z.array(z.string()).default(DEFAULT_EVENTS),
      })
      .prefault({}),
    agent: z
      .looseObject({
        first_message: z.string().default(''),
        language: z.string().default('en'),
        disable_first_message_interruptions: z.boolean().default(false),
        dynamic_variables: z
          .looseObject({
            dynamic_variable_placeholders: z
              .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
              .default({}),
          })
          .prefault({}),
        prompt: z
          .looseObject({
            prompt: z.string().default(''),
            built_in_tools: z.record(z.string(), z.unknown()).default({}),
            tools: z.array(z.union([clientToolSchema, z.unknown()])).default([]),
          })
          .prefault({}),
      })
      .prefault({}),
  }),
  platform_settings: z
    .looseObject({
      auth: z.looseObject({ enable_auth: z.boolean().default(false) }).prefault({}),
      overrides: z
        .looseObject({ conversation_config_override: z.record(z.string(), z.unknown()).default({}) })
        .prefault({}),
      call_limits: z.looseObject({ agent_concurrency_limit: z.number().int().default(-1) }).prefault({}),
    })
    .prefault({}),
  name: z.string().nullish(),
  tags: z.array(z.string()).default([]),
  workflow: z.unknown().optional(),
});
export type AgentConfig = z.infer<typeof agentConfigSchema>;
export type ClientTool = z.infer<typeof clientToolSchema>;

export function clientToolsOf({ conversation_config }: AgentConfig): ClientTool[] {
  return conversation_config.agent.prompt.tools.flatMap((tool) => {
    const parsed = clientToolSchema.safeParse(tool);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Whether a system tool is switched on; agents made through the API have none unless they say so. */
export function hasSystemTool({ conversation_config }: AgentConfig, name: string): boolean {
  return conversation_config.agent.prompt.built_in_tools[name] != null;
}
