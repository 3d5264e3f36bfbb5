import { createHmac } from 'node:crypto';
import type { Context } from '../context.ts';
import type { Random } from '../random.ts';
import { conversationResource } from './conversation-resource.ts';
import type { Conversation } from './conversations.ts';
import { LEFT_OPEN, NOBODY_SPOKE } from './replies.ts';

const WEBHOOK_TIMEOUT_MS = 10_000;

/** After the socket: `processing`, then `done` with its analysis, then the webhook, once (reference 3.6 and 4). */
export function finish(context: Context, conversation: Conversation, random: Random): void {
  const { timings, postCallUrl } = context.options;
  conversation.status = 'processing';
  const spoke = conversation.turns.some((turn) => turn.role === 'user');
  if (!spoke && conversation.verdict === LEFT_OPEN) conversation.verdict = NOBODY_SPOKE;
  context.timers.after(random.between(timings.processing), () => {
    conversation.status = 'done';
    if (postCallUrl === undefined) return;
    context.timers.after(random.between(timings.doneToWebhook), () => {
      void post(context, conversation, postCallUrl);
    });
  });
}

/** `ElevenLabs-Signature` of a body (reference 4.4). */
export function postCallSignature(secret: string, unixSeconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex');
  return `t=${unixSeconds},v0=${digest}`;
}

async function post({ options, closing }: Context, conversation: Conversation, url: string): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    type: 'post_call_transcription',
    event_timestamp: now,
    data: conversationResource(conversation),
  });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'elevenlabs-signature': postCallSignature(options.webhookSecret, now, body),
      },
      body,
      signal: AbortSignal.any([closing, AbortSignal.timeout(WEBHOOK_TIMEOUT_MS)]),
    });
    conversation.notes.webhook = response.status;
    await response.body?.cancel();
  } catch {
    conversation.notes.webhook = 'no answer';
  }
}
