import { ApplicationFailure } from '@temporalio/activity';
import type { Turn } from '../contracts/transcript.ts';
import { type Conversation, conversationSchema } from '../contracts/vendors/elevenlabs.ts';
import { CallEvents } from '../platform/models/call-event.ts';
import { LiveTurns } from '../platform/models/live-turn.ts';
import { Transcripts } from '../platform/models/transcript.ts';
import type { Dependencies } from './dependencies.ts';

export interface Conversed {
  callId: string;
  /** Unknown when the bridge's word was lost; the conversation is then found by the call id. */
  conversationId?: string;
}

/**
 * Keeps the vendor's transcript as soon as it is done, whichever comes first: the post-call webhook, which the API
 * has stored, or the answer to our question. Not done yet is a failure that is retried: the retry is the waiting.
 */
export async function fetchTranscript(
  deps: Dependencies,
  { callId, conversationId }: Conversed,
): Promise<void> {
  const conversation = (await delivered(callId)) ?? (await asked(deps, callId, conversationId));
  if (!conversation || !['done', 'failed'].includes(conversation.status)) {
    throw ApplicationFailure.create({
      message: 'the transcript is not done yet',
      type: 'NotDone',
      category: 'BENIGN',
    });
  }
  await Transcripts.updateOne(
    { _id: callId },
    {
      $set: {
        conversationId: conversation.conversation_id,
        source: 'final',
        turns: turnsOf(conversation),
        summary: conversation.analysis?.transcript_summary ?? null,
        successful: conversation.analysis?.call_successful ?? null,
        terminationReason: conversation.metadata.termination_reason ?? null,
        costCredits: conversation.metadata.cost ?? null,
        storedAt: new Date(),
        schemaVersion: 1,
      },
    },
    { upsert: true },
  );
}

async function delivered(callId: string): Promise<Conversation | undefined> {
  const event = await CallEvents.findOne({ callId, kind: 'elevenlabs.post_call' }).lean();
  const parsed = conversationSchema.safeParse(event?.data.data);
  return parsed.success ? parsed.data : undefined;
}

async function asked(deps: Dependencies, callId: string, known?: string): Promise<Conversation | undefined> {
  const conversationId = known ?? (await deps.elevenLabs.findByUserId(callId));
  return conversationId === undefined ? undefined : deps.elevenLabs.conversation(conversationId);
}

function turnsOf(conversation: Conversation): Turn[] {
  return conversation.transcript.flatMap(({ role, message, time_in_call_secs, interrupted }): Turn[] => {
    if (!message) return [];
    const speaker = role === 'user' ? 'contact' : 'agent';
    return [
      { speaker, text: message, atSeconds: time_in_call_secs, ...(interrupted ? { interrupted } : {}) },
    ];
  });
}

/** Where the vendor never delivers, what the bridge heard is kept instead. */
export async function keepLiveTurns({ callId, conversationId }: Conversed): Promise<void> {
  const turns = await LiveTurns.find({ callId }).sort({ _id: 1 }).lean();
  if (turns.length === 0) return;
  await Transcripts.updateOne(
    { _id: callId },
    {
      $setOnInsert: {
        conversationId: conversationId ?? turns[0]?.conversationId ?? '',
        source: 'live',
        turns: turns.map(({ speaker, text, atSeconds, interrupted }) => ({
          speaker,
          text,
          atSeconds,
          interrupted,
        })),
        summary: null,
        successful: null,
        terminationReason: null,
        costCredits: null,
        storedAt: new Date(),
        schemaVersion: 1,
      },
    },
    { upsert: true },
  );
}
