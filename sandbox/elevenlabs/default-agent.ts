/** The agent that is there from the start: set up for a telephone, as reference 2.5 and 2.6 advise. */
export const DEFAULT_AGENT = {
  name: 'Riley of Harbour Dental',
  tags: ['sandbox'],
  conversation_config: {
    asr: { user_input_audio_format: 'ulaw_8000' },
    tts: { agent_output_audio_format: 'ulaw_8000', voice_id: 'sandbox-low' },
    turn: { turn_timeout: 7, silence_end_call_timeout: -1 },
    conversation: {
      max_duration_seconds: 600,
      client_events: [
        'conversation_initiation_metadata',
        'ping',
        'audio',
        'interruption',
        'user_transcript',
        'agent_response',
        'agent_response_correction',
        'agent_response_complete',
        'client_tool_call',
        'agent_tool_response',
      ],
    },
    agent: {
      first_message: 'Hi {{first_name}}, it is Riley from Harbour Dental. Is now a good time?',
      language: 'en',
      dynamic_variables: { dynamic_variable_placeholders: { first_name: 'there' } },
      prompt: {
        prompt: 'You are Riley of Harbour Dental. Offer {{first_name}} a check-up on Tuesday at ten.',
        llm: 'sandbox-rules',
        built_in_tools: {
          end_call: {
            type: 'system',
            name: 'end_call',
            description: '',
            params: { system_tool_type: 'end_call' },
          },
        },
      },
    },
  },
  platform_settings: {
    auth: { enable_auth: true },
    overrides: {
      conversation_config_override: {
        agent: { first_message: true, language: true, prompt: { prompt: true } },
        conversation: { max_duration_seconds: true },
      },
    },
    queueing_config: { enabled: false },
    call_limits: { agent_concurrency_limit: -1, bursting_enabled: true },
    evaluation: {
      criteria: [
        {
          id: 'appointment',
          name: 'Appointment',
          type: 'prompt',
          conversation_goal_prompt: 'An appointment for a check-up was made.',
        },
        {
          id: 'polite_close',
          name: 'Polite close',
          type: 'prompt',
          conversation_goal_prompt: 'The agent took its leave before it hung up.',
        },
      ],
    },
    data_collection: {
      wants_callback_at: { type: 'string', description: 'When the person wants to be called again.' },
      opted_out: { type: 'boolean', description: 'Whether the person asked never to be called again.' },
    },
    // The telephone's recording has both sides already, and thousands of calls a run need not be kept twice.
    privacy: { record_voice: false },
  },
};
