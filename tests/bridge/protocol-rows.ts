import { STREAM_SID } from './twilio-peer.ts';

type Json = Record<string, unknown>;

/** One message of a side, and all that follows from it. */
export interface Row {
  /** As docs/bridge.md names it. */
  name: string;
  message: Json;
  /** What the agent, or Twilio, is sent because of it: by `type` and by `event`. */
  toAgent?: string[];
  toTwilio?: string[];
  /** Turns that are written down. */
  turns?: number;
  /** It is one that the bridge does not know. */
  ignored?: true;
  /** Why the stream ends, where it does. */
  ends?: 'agent_unreachable' | 'contact_left';
}

const event = (name: string, key: string, fields: Json, more: Partial<Row> = {}): Row => ({
  name,
  message: { type: name, [key]: fields },
  ...more,
});
const unknown = (name: string, key: string, fields: Json): Row => event(name, key, fields, { ignored: true });
const tool = { tool_name: 'x', tool_call_id: 't1', event_id: 1 };
const unfinished = { ...tool, tool_type: 'system', is_error: false, is_called: true };

/** Every message that the agent's side may send (`ClientEvent` of the vendor, and what its AsyncAPI file adds). */
export const FROM_AGENT: Row[] = [
  event('conversation_initiation_metadata', 'conversation_initiation_metadata_event', {
    conversation_id: 'conv_again',
    agent_output_audio_format: 'ulaw_8000',
    user_input_audio_format: 'ulaw_8000',
  }),
  event(
    'audio',
    'audio_event',
    { audio_base_64: 'AAAA', event_id: 7, is_final: false },
    { toTwilio: ['media'] },
  ),
  event('interruption', 'interruption_event', { event_id: 3, reason: 'user' }, { toTwilio: ['clear'] }),
  event('ping', 'ping_event', { event_id: 4, ping_ms: null }, { toAgent: ['pong'] }),
  event(
    'user_transcript',
    'user_transcription_event',
    { user_transcript: 'Yes.', event_id: 5 },
    { turns: 1 },
  ),
  event('tentative_user_transcript', 'tentative_user_transcription_event', { user_transcript: 'Ye' }),
  event('agent_response', 'agent_response_event', { agent_response: 'Hello.', event_id: 1 }, { turns: 1 }),
  event('agent_response_correction', 'agent_response_correction_event', {
    original_agent_response: 'never said',
    corrected_agent_response: 'never',
    event_id: 1,
  }),
  event('agent_response_complete', 'agent_response_complete_event', { event_id: 1 }),
  event(
    'client_tool_call',
    'client_tool_call',
    { ...tool, parameters: {}, expects_response: true },
    { toAgent: ['client_tool_result'] },
  ),
  event('agent_tool_response', 'agent_tool_response', unfinished),
  event('queue_status', 'queue_status_event', { status: 'waiting' }, { ends: 'agent_unreachable' }),
  event('error', 'error_event', { code: 1002, error_type: 'llm_timeout' }),
  event(
    'mcp_tool_call',
    'mcp_tool_call',
    { ...tool, service_id: 's', parameters: {}, state: 'awaiting_approval', approval_timeout_secs: 300 },
    { toAgent: ['mcp_tool_approval_result'] },
  ),
  unknown('agent_response_metadata', 'agent_response_metadata_event', { metadata: {}, event_id: 1 }),
  unknown('agent_chat_response_part', 'text_response_part', { text: 'a', type: 'delta', event_id: 1 }),
  unknown('agent_reasoning_response_part', 'reasoning_response_part', { text: 'a', event_id: '1' }),
  unknown('vad_score', 'vad_score_event', { vad_score: 0.5 }),
  unknown('agent_tool_request', 'agent_tool_request', { ...tool, tool_type: 'webhook' }),
  unknown('agent_tool_response_full_payload', 'agent_tool_response_full_payload', unfinished),
  unknown('mcp_connection_status', 'mcp_connection_status', { integrations: [] }),
  unknown('context_usage', 'context_usage_event', { context_tokens: 1 }),
  unknown('asr_initiation_metadata', 'asr_initiation_metadata_event', {}),
  unknown('guardrail_triggered', 'guardrail_triggered_event', {}),
  unknown('rich_content', 'rich_content', { component: 'x' }),
  unknown('agent_typing', 'agent_typing_event', { is_typing: true }),
  unknown('external_agent_connected', 'external_agent_connected_event', {}),
  unknown('external_agent_disconnected', 'external_agent_disconnected_event', {}),
  unknown('internal_turn_probability', 'turn_probability_internal_event', { turn_probability: 1 }),
  unknown('internal_tentative_agent_response', 'tentative_agent_response_internal_event', {}),
  unknown('client_error', 'client_error_event', {}),
  unknown('dtmf_request', 'dtmf_request_event', {}),
];

const twilio = (name: string, fields: Json, more: Partial<Row> = {}): Row => ({
  name,
  message: { event: name, sequenceNumber: '9', streamSid: STREAM_SID, ...fields },
  ...more,
});

/** Every message that Twilio sends on a bidirectional stream. */
export const FROM_TWILIO: Row[] = [
  { name: 'connected', message: { event: 'connected', protocol: 'Call', version: '1.0.0' } },
  twilio(
    'start',
    {
      start: {
        streamSid: STREAM_SID,
        accountSid: 'AC',
        callSid: 'CA',
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: {},
      },
    },
    { ignored: true },
  ),
  twilio(
    'media',
    { media: { track: 'inbound', chunk: '7', timestamp: '295', payload: 'BBBB' } },
    { toAgent: ['user_audio_chunk'] },
  ),
  twilio('dtmf', { dtmf: { track: 'inbound_track', digit: '5' } }, { toAgent: ['user_message'] }),
  twilio('mark', { mark: { name: 'of nobody' } }),
  twilio('stop', { stop: { accountSid: 'AC', callSid: 'CA' } }, { ends: 'contact_left' }),
];
