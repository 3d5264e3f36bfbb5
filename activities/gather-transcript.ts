import type { Turn } from '../contracts/transcript.ts';
import { type Conversation, conversationSchema } from '../contracts/vendors/elevenlabs.ts';
import { liveTurnsOf } from '../platform/live-turns.ts';
import { type CallDoc, Calls } from '../platform/models/call.ts';
import { CallEvents } from '../platform/models/call-event.ts';
import { LiveTurns } from '../platform/models/live-turn.ts';
import { Transcripts } from '../platform/models/transcript.ts';
import type { Dependencies } from './dependencies.ts';
import type { Gathered } from './gathered.ts';

/** Ids are unknown where the word of a bridge was lost; they are then found by what was said, or by the call id. */
type Conversed = Pick<CallDoc, '_id' | 'conversationId' | 'conversationIds'>;

/**
 * Keeps the vendor's transcript as soon as it is done, whichever comes first: the post-call webhook, which the API
 * has stored, or the answer to our question. A call that went on after bridge or agent were lost has several
 * conversations, and one transcript of them all.
 */
export async function gatherTranscript(deps: Dependencies, call: Conversed): Promise<Gathered> {
  const { _id: callId } = call;
  if (await Transcripts.exists({ _id: callId, source: 'final' })) return 'kept';
  const delivered = await deliveredOf(callId);
  const ids = await idsOf(deps, call, [...delivered.keys()]);
  const found = await Promise.all(
    ids.map(async (id) => delivered.get(id) ?? deps.elevenLabs.conversation(id)),
  );
  const conversations = found.flatMap((one) => (one && ['done', 'failed'].includes(one.status) ? one : []));
  const [first, ...others] = conversations.sort((one, other) => startOf(one) - startOf(other));
  if (!first || conversations.length < ids.length) return 'not ready';
  const transcript = joined([first, ...others]);
  // First, since a transcript that is there is not gathered again; budgets add up what the calls say.
  if (transcript.costCredits !== null) {
    await Calls.updateOne({ _id: callId }, { $set: { costCredits: transcript.costCredits } });
  }
  await Transcripts.updateOne({ _id: callId }, { $set: transcript }, { upsert: true });
  await keepIds(
    call,
    [first, ...others].map((one) => one.conversation_id),
  );
  return 'kept';
}

/** By conversation, as the webhooks brought them; of one that came twice, the later. */
async function deliveredOf(callId: string): Promise<Map<string, Conversation>> {
  const events = await CallEvents.find({ callId, kind: 'elevenlabs.post_call' }).sort({ _id: 1 }).lean();
  const parsed = events.flatMap(({ data }) => conversationSchema.safeParse(data.data).data ?? []);
  return new Map(parsed.map((one) => [one.conversation_id, one]));
}

async function idsOf(
  deps: Dependencies,
  { _id: callId, conversationId, conversationIds = [] }: Conversed,
  delivered: string[],
): Promise<string[]> {
  const reported = conversationId === undefined ? conversationIds : [conversationId, ...conversationIds];
  const live = await LiveTurns.distinct('conversationId', { callId });
  const ids = [...new Set([...reported, ...live, ...delivered])];
  if (ids.length > 0) return ids;
  const asked = await deps.elevenLabs.findByUserId(callId);
  return asked === undefined ? [] : [asked];
}

/** One transcript: moments count from the start of the first, judgement is the last's, credits are all of them. */
function joined(all: [Conversation, ...Conversation[]]) {
  const [first] = all;
  const last = all.at(-1) ?? first;
  const summaries = all.flatMap(({ analysis }) => analysis?.transcript_summary ?? []);
  const costs = all.flatMap(({ metadata }) => metadata.cost ?? []);
  return {
    conversationId: first.conversation_id,
    source: 'final' as const,
    turns: all.flatMap((one) => turnsOf(one, startOf(one) - startOf(first))),
    summary: summaries.length > 0 ? summaries.join('\n\n') : null,
    successful: last.analysis?.call_successful ?? null,
    terminationReason: last.metadata.termination_reason ?? null,
    costCredits: costs.length > 0 ? costs.reduce((sum, one) => sum + one, 0) : null,
    storedAt: new Date(),
    schemaVersion: 1 as const,
  };
}

/** What the bridge could not tell is learned here. */
async function keepIds(
  { _id, conversationId, conversationIds = [] }: Conversed,
  ids: string[],
): Promise<void> {
  const [first] = ids;
  if (conversationId === first && conversationIds.length === (ids.length > 1 ? ids.length : 0)) return;
  const several = ids.length > 1 ? { conversationIds: ids } : {};
  await Calls.updateOne({ _id }, { $set: { conversationId: first, ...several } });
}

/** Seconds. */
function startOf({ metadata }: Conversation): number {
  return metadata.start_time_unix_secs;
}

function turnsOf(conversation: Conversation, offset: number): Turn[] {
  return conversation.transcript.flatMap(({ role, message, time_in_call_secs, interrupted }): Turn[] => {
    if (!message) return [];
    const speaker = role === 'user' ? 'contact' : 'agent';
    const atSeconds = offset + time_in_call_secs;
    return [{ speaker, text: message, atSeconds, ...(interrupted ? { interrupted } : {}) }];
  });
}

/** Where the vendor never delivers, what the bridge heard is kept instead. */
export async function keepLiveTurns({ _id: callId, conversationId }: Conversed): Promise<void> {
  const turns = await liveTurnsOf(callId);
  const [first] = turns;
  if (!first) return;
  const startedAt = first.at.getTime() - first.atSeconds * 1000;
  await Transcripts.updateOne(
    { _id: callId },
    {
      $setOnInsert: {
        conversationId: conversationId ?? first.conversationId,
        source: 'live',
        turns: turns.map(({ speaker, text, at, interrupted }) => ({
          speaker,
          text,
          atSeconds: (at.getTime() - startedAt) / 1000,
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
