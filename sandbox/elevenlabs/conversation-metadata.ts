import { type Conversation, secondsOf } from './conversations.ts';

/** Credits for a minute of conversation, and dollars; double in a burst (reference 7). */
const CREDITS_PER_MINUTE = 400;
const DOLLARS_PER_MINUTE = 0.08;
const DOLLARS_OF_MODEL = 0.004;
/** A tenth of the credits stands for the language model. */
const MODEL_SHARE = 0.1;

/** `metadata` (reference 3.3.2). */
export function conversationMetadata(conversation: Conversation) {
  const { queueWaitMs, feedback } = conversation;
  const accepted = conversation.startedAt + (queueWaitMs ?? 0);
  return {
    start_time_unix_secs: Math.floor(conversation.startedAt / 1000),
    accepted_time_unix_secs: Math.floor(accepted / 1000),
    call_duration_secs: secondsOf(conversation),
    queue_wait_secs: queueWaitMs === undefined ? null : queueWaitMs / 1000,
    ...costs(conversation),
    deletion_settings: {
      deletion_time_unix_secs: null,
      deleted_logs_at_time_unix_secs: null,
      deleted_audio_at_time_unix_secs: null,
      deleted_transcript_at_time_unix_secs: null,
      delete_transcript_and_pii: false,
      delete_audio: false,
    },
    feedback: { type: null, overall_score: null, ...feedback, rating: null, comment: null },
    authorization_method: conversation.authorization,
    phone_call: null,
    batch_call: null,
    termination_reason: conversation.terminationReason,
    error: conversation.error ?? null,
    warnings: [],
    main_language: conversation.language,
    timezone: null,
    text_only: false,
    conversation_initiation_source: conversation.source,
    features_usage: {},
  };
}

function costs(conversation: Conversation) {
  const minutes = secondsOf(conversation) / 60;
  const factor = conversation.isBurst ? 2 : 1;
  const call = Math.ceil(minutes * CREDITS_PER_MINUTE * (1 - MODEL_SHARE)) * factor;
  const model = Math.ceil(minutes * CREDITS_PER_MINUTE) * factor - call;
  const platformPrice = minutes * DOLLARS_PER_MINUTE * factor;
  const modelPrice = minutes * DOLLARS_OF_MODEL;
  return {
    cost: call + model,
    cost_fiat: rounded(platformPrice + modelPrice),
    charging: {
      dev_discount: false,
      is_burst: conversation.isBurst,
      tier: 'sandbox',
      call_charge: call,
      llm_charge: model,
      llm_price: rounded(modelPrice),
      platform_charge: call,
      platform_price: rounded(platformPrice),
      free_minutes_consumed: 0,
      free_llm_dollars_consumed: 0,
    },
  };
}

function rounded(dollars: number): number {
  return Math.round(dollars * 10_000) / 10_000;
}
