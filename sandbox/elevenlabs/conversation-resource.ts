import type { Analysis } from './analysis.ts';
import { conversationMetadata } from './conversation-metadata.ts';
import {
  type Conversation,
  isOver,
  secondsOf,
  type ToolUsed,
  type Turn,
  visibleStatus,
} from './conversations.ts';

/** `GET /v1/convai/conversations/{id}`, which is also the post-call webhook's data (reference 3.3). */
export function conversationResource(conversation: Conversation) {
  const { analysis, hasAudio } = conversation;
  const over = isOver(conversation);
  return {
    agent_id: conversation.agentId,
    agent_name: conversation.agentName,
    conversation_id: conversation.id,
    user_id: conversation.userId,
    branch_id: null,
    version_id: null,
    environment: 'production',
    conversation_product: 'agents',
    status: visibleStatus(conversation),
    has_audio: hasAudio,
    has_user_audio: hasAudio,
    has_response_audio: hasAudio,
    has_auxiliary_audio: false,
    transcript: over ? conversation.turns.map((turn) => transcriptItem(turn)) : [],
    metadata: conversationMetadata(conversation),
    analysis: over && analysis ? analysisResource(analysis) : null,
    visited_agents: [{ agent_id: conversation.agentId, branch_id: null }],
    tag_ids: [],
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
  const analysis = isOver(conversation) ? conversation.analysis : null;
  const resource = analysis && analysisResource(analysis);
  return {
    agent_id: conversation.agentId,
    agent_name: conversation.agentName,
    branch_id: null,
    version_id: null,
    conversation_id: conversation.id,
    start_time_unix_secs: Math.floor(conversation.startedAt / 1000),
    call_duration_secs: secondsOf(conversation),
    message_count: conversation.turns.length,
    status: visibleStatus(conversation),
    termination_reason: conversation.terminationReason,
    call_successful: analysis?.successful ?? 'unknown',
    call_success_score: null,
    transcript_summary: withSummary ? (analysis?.summary ?? null) : null,
    call_summary_title: withSummary ? (analysis?.title ?? null) : null,
    main_language: conversation.language,
    conversation_initiation_source: conversation.source,
    tool_names: conversation.turns.flatMap(({ tool }) => (tool ? [tool.name] : [])),
    direction: null,
    rating: null,
    data_collection_results: resource?.data_collection_results ?? {},
    evaluation_criteria_results: resource?.evaluation_criteria_results ?? {},
    tag_ids: [],
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
    source_medium: turn.source ?? 'audio',
    ...(turn.context ? { contextual_update_info: contextInfo(turn.context) } : {}),
    feedback: null,
    llm_override: null,
    conversation_turn_metrics: null,
    rag_retrieval_info: null,
    llm_usage: null,
  };
}

function contextInfo({ text, contextId }: NonNullable<Turn['context']>) {
  return { text, context_id: contextId };
}

function toolCall({ id, name, type, parameters }: ToolUsed) {
  return {
    type,
    request_id: id,
    tool_name: name,
    params_as_json: parameters,
    tool_has_been_called: true,
    tool_details: type === 'client' ? { type, parameters } : null,
  };
}

function toolResult({ id, name, type, result, isError = false, latencyMs = 0 }: ToolUsed) {
  return {
    type,
    request_id: id,
    tool_name: name,
    result_value: result,
    is_error: isError,
    is_blocked: false,
    tool_has_been_called: true,
    tool_latency_secs: latencyMs / 1000,
    ...(type === 'system' ? { result: hungUp(name) } : {}),
  };
}

function hungUp(tool: string) {
  const message = tool === 'voicemail_detection' ? { voicemail_message: null } : { message: null };
  return { result_type: `${tool}_success`, status: 'success', reason: 'done', ...message };
}

/** `analysis` (reference 3.3.3). */
function analysisResource({ successful, summary, title, criteria, data }: Analysis) {
  const results = criteria.map(({ id, result, rationale }) => ({
    criteria_id: id,
    result,
    rationale,
    scoring_mode: 'binary',
    score: null,
    max_score: null,
  }));
  const collected = data.map(({ id, value, schema, rationale }) => ({
    data_collection_id: id,
    value,
    json_schema: schema,
    rationale,
  }));
  return {
    call_successful: successful,
    call_success_score: null,
    transcript_summary: summary,
    call_summary_title: title,
    evaluation_criteria_results: Object.fromEntries(results.map((one) => [one.criteria_id, one])),
    evaluation_criteria_results_list: results,
    data_collection_results: Object.fromEntries(collected.map((one) => [one.data_collection_id, one])),
    data_collection_results_list: collected,
    scoped: [],
  };
}
