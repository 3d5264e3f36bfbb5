import { type Conversation, secondsOf, type Turn } from './conversations.ts';

/** `GET /v1/convai/conversations/{id}`, which is also the post-call webhook's data (reference 3.3). */
export function conversationResource(conversation: Conversation) {
  const isOver = conversation.status === 'done' || conversation.status === 'failed';
  return {
    agent_id: conversation.agentId,
    agent_name: conversation.agentName,
    conversation_id: conversation.id,
    user_id: conversation.userId,
    branch_id: null,
    version_id: null,
    environment: 'production',
    status: conversation.status,
    has_audio: false,
    has_user_audio: false,
    has_response_audio: false,
    has_auxiliary_audio: false,
    transcript: isOver ? conversation.turns.map((turn) => transcriptItem(turn)) : [],
    metadata: metadata(conversation),
    analysis: isOver ? analysis(conversation) : null,
    conversation_initiation_client_data: {
      conversation_config_override: conversation.override,
      custom_llm_extra_body: {},
      dynamic_variables: conversation.variables,
      user_id: conversation.userId,
    },
  };
}

/** An item of `GET /v1/convai/conversations`. */
export function conversationSummary(conversation: Conversation, withSummary: boolean) {
  const isOver = conversation.status === 'done' || conversation.status === 'failed';
  return {
    agent_id: conversation.agentId,
    agent_name: conversation.agentName,
    branch_id: null,
    version_id: null,
    conversation_id: conversation.id,
    start_time_unix_secs: Math.floor(conversation.startedAt / 1000),
    call_duration_secs: secondsOf(conversation),
    message_count: conversation.turns.length,
    status: conversation.status,
    termination_reason: conversation.terminationReason,
    call_successful: isOver ? conversation.verdict.successful : 'unknown',
    transcript_summary: withSummary && isOver ? conversation.verdict.summary : null,
    call_summary_title: withSummary && isOver ? conversation.verdict.title : null,
    main_language: conversation.language,
    conversation_initiation_source: conversation.source,
    tool_names: conversation.turns.flatMap(({ tool }) => (tool ? [tool.name] : [])),
    direction: null,
    rating: null,
  };
}

function transcriptItem(turn: Turn) {
  return {
    role: turn.role,
    message: turn.message,
    time_in_call_secs: Math.floor(turn.atMs / 1000),
    tool_calls: turn.tool ? [toolCall(turn.tool)] : [],
    tool_results: turn.tool ? [toolResult(turn.tool)] : [],
    interrupted: turn.interrupted ?? false,
    original_message: turn.original ?? null,
    source_medium: 'audio',
    feedback: null,
    llm_override: null,
    conversation_turn_metrics: null,
    rag_retrieval_info: null,
    llm_usage: null,
  };
}

type ToolUse = NonNullable<Turn['tool']>;

function toolCall({ id, name, type, parameters }: ToolUse) {
  return {
    type,
    request_id: id,
    tool_name: name,
    params_as_json: parameters,
    tool_has_been_called: true,
    tool_details: null,
  };
}

function toolResult({ id, name, type, result }: ToolUse) {
  const ended = { result_type: 'end_call_success', status: 'success', reason: 'done', message: null };
  return {
    type,
    request_id: id,
    tool_name: name,
    result_value: result,
    is_error: false,
    tool_has_been_called: true,
    tool_latency_secs: 0,
    ...(name === 'end_call' ? { result: ended } : {}),
  };
}

/** Credits for a minute of conversation. */
const CREDITS_PER_MINUTE = 400;

function metadata(conversation: Conversation) {
  const seconds = secondsOf(conversation);
  const start = Math.floor(conversation.startedAt / 1000);
  return {
    start_time_unix_secs: start,
    accepted_time_unix_secs: start,
    call_duration_secs: seconds,
    queue_wait_secs: null,
    cost: Math.ceil((seconds * CREDITS_PER_MINUTE) / 60),
    deletion_settings: {
      deletion_time_unix_secs: null,
      deleted_logs_at_time_unix_secs: null,
      deleted_audio_at_time_unix_secs: null,
      deleted_transcript_at_time_unix_secs: null,
      delete_transcript_and_pii: false,
      delete_audio: false,
    },
    feedback: { overall_score: null, likes: 0, dislikes: 0 },
    authorization_method: conversation.authorization,
    charging: { dev_discount: false, is_burst: false },
    phone_call: null,
    batch_call: null,
    termination_reason: conversation.terminationReason,
    error: conversation.error ?? null,
    warnings: [],
    main_language: conversation.language,
    text_only: false,
    conversation_initiation_source: conversation.source,
  };
}

function analysis({ verdict, criteria }: Conversation) {
  const results = criteria.map((id) => ({
    criteria_id: id,
    result: verdict.successful,
    rationale: verdict.summary,
  }));
  return {
    call_successful: verdict.successful,
    transcript_summary: verdict.summary,
    call_summary_title: verdict.title,
    evaluation_criteria_results: Object.fromEntries(results.map((result) => [result.criteria_id, result])),
    evaluation_criteria_results_list: results,
    data_collection_results: {},
    data_collection_results_list: [],
  };
}
