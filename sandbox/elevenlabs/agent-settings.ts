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
export const clientToolSchema = z.looseObject({
  type: z.literal('client'),
  name: z.string(),
  description: z.string().default(''),
  expects_response: z.boolean().default(false),
  /** -1 waits without a limit: until the conversation ends. */
  response_timeout_secs: z.union([z.literal(-1), z.number().min(1).max(120)]).default(20),
});

const systemToolSchema = z.looseObject({});

/** System tools with what the vendor fills in: clients of its own read no tool without it. */
function completed(tools: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(tools).map(([name, tool]) => {
    const given = systemToolSchema.safeParse(tool);
    if (!given.success) return [name, tool];
    const filledIn = { type: 'system', name, description: '', params: { system_tool_type: name } };
    return [name, { ...filledIn, ...given.data }];
  });
  return Object.fromEntries(entries);
}

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
            tool_ids: z.array(z.string()).default([]),
            built_in_tools: z.record(z.string(), z.unknown()).default({}).transform(completed),
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
      call_limits: z
        .looseObject({
          agent_concurrency_limit: z.number().int().default(-1),
          daily_limit: z.number().int().default(100_000),
          bursting_enabled: z.boolean().default(true),
        })
        .prefault({}),
      queueing_config: z
        .looseObject({
          enabled: z.boolean().default(false),
          wait_timeout_seconds: z.number().positive().max(1800).default(60),
        })
        .prefault({}),
      workspace_overrides: z.looseObject({ webhooks: z.unknown() }).nullish(),
      privacy: z.looseObject({ record_voice: z.boolean().default(true) }).prefault({}),
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

/** The system tools that end a conversation. */
export type HangUpTool = 'end_call' | 'voicemail_detection';

const voicemailSchema = z.looseObject({ params: z.looseObject({ voicemail_message: z.string().nullish() }) });

/** What an agent says to a machine before it hangs up; '' hangs up at once, undefined has no such tool. */
export function voicemailMessageOf(config: AgentConfig): string | undefined {
  if (!hasSystemTool(config, 'voicemail_detection')) return undefined;
  const tool = config.conversation_config.agent.prompt.built_in_tools.voicemail_detection;
  return voicemailSchema.safeParse(tool).data?.params.voicemail_message ?? '';
}
