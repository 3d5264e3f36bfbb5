import type { AgentView } from '../contracts/http/agents.ts';
import { placeholdersIn } from '../contracts/placeholders.ts';
import { agentSchema, type VendorAgent } from '../contracts/vendors/elevenlabs.ts';

/** What ElevenLabs takes and sends unless an agent says otherwise. */
const DEFAULT_FORMAT = 'pcm_16000';
const TELEPHONE_FORMAT = 'ulaw_8000';

/** An agent in our words. @throws ZodError where the answer is not an agent's */
export function agentViewOf(body: unknown): AgentView {
  const {
    agent_id: id,
    name,
    conversation_config: config,
    platform_settings: settings,
  } = agentSchema.parse(body);
  const input = config.asr?.user_input_audio_format ?? DEFAULT_FORMAT;
  const output = config.tts?.agent_output_audio_format ?? DEFAULT_FORMAT;
  const allowed = settings?.overrides?.conversation_config_override;
  return {
    id,
    name,
    language: config.agent?.language ?? 'en',
    firstMessage: config.agent?.first_message ?? '',
    formats: { input, output },
    transcodes: [input, output].some((format) => format !== TELEPHONE_FORMAT),
    overrides: {
      firstMessage: allowed?.agent?.first_message ?? false,
      language: allowed?.agent?.language ?? false,
      prompt: allowed?.agent?.prompt?.prompt ?? false,
      voiceId: allowed?.tts?.voice_id ?? false,
    },
    variables: variablesOf(config.agent),
    tools: toolsOf(config.agent?.prompt),
  };
}

type Agent = VendorAgent['conversation_config']['agent'];

function variablesOf(agent: Agent): AgentView['variables'] {
  const defaults = agent?.dynamic_variables?.dynamic_variable_placeholders ?? {};
  const texts = { prompt: agent?.prompt?.prompt ?? '', firstMessage: agent?.first_message ?? '' };
  const inPrompt = placeholdersIn(texts.prompt);
  const inMessage = placeholdersIn(texts.firstMessage);
  return [...new Set([...inPrompt, ...inMessage, ...Object.keys(defaults)])].map((name) => ({
    name,
    hasDefault: Object.hasOwn(defaults, name),
    usedIn: [
      ...(inPrompt.includes(name) ? ['prompt' as const] : []),
      ...(inMessage.includes(name) ? ['firstMessage' as const] : []),
    ],
  }));
}

function toolsOf(prompt: NonNullable<Agent>['prompt']): AgentView['tools'] {
  const builtIn = Object.entries(prompt?.built_in_tools ?? {}).filter(([, tool]) => tool != null);
  return [
    ...(prompt?.tools ?? []).map(({ name, type }) => ({ name, type: type ?? 'unknown' })),
    ...(prompt?.tool_ids ?? []).map((id) => ({ name: id, type: 'by id' })),
    ...builtIn.map(([name]) => ({ name, type: 'system' })),
  ];
}
