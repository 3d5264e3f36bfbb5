import { OVERRIDE_PARAMETERS } from '../contracts/stream.ts';

/** `conversation_config_override` of `conversation_initiation_client_data`, as far as a call may ask for it. */
export interface AgentOverride {
  agent?: { first_message?: string; language?: string; prompt?: { prompt: string } };
  tts?: { voice_id: string };
}

/**
 * What a call changes of its agent's settings; undefined when nothing. A field that the agent does not allow fails the
 * conversation (`override_error`), so only what was asked for is named. An empty first message means that the agent
 * waits for the person; every other empty value is none.
 */
export function overrideOf(parameters: Record<string, string>): AgentOverride | undefined {
  const firstMessage = parameters[OVERRIDE_PARAMETERS.firstMessage];
  const language = parameters[OVERRIDE_PARAMETERS.language];
  const prompt = parameters[OVERRIDE_PARAMETERS.prompt];
  const voiceId = parameters[OVERRIDE_PARAMETERS.voiceId];
  const agent = {
    ...(firstMessage === undefined ? {} : { first_message: firstMessage }),
    ...(language ? { language } : {}),
    ...(prompt ? { prompt: { prompt } } : {}),
  };
  const override = {
    ...(Object.keys(agent).length > 0 ? { agent } : {}),
    ...(voiceId ? { tts: { voice_id: voiceId } } : {}),
  };
  return Object.keys(override).length > 0 ? override : undefined;
}
