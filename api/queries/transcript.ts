import type { CallId } from '../../contracts/ids.ts';
import type { TranscriptView, Turn } from '../../contracts/transcript.ts';
import { type LiveTurnDoc, LiveTurns } from '../../platform/models/live-turn.ts';
import { type TranscriptDoc, Transcripts } from '../../platform/models/transcript.ts';

/** No conversation has more turns than this; a bound for what is read at once. */
const MAX_TURNS = 5000;

/** The stored transcript, or what was said so far. */
export async function readTranscript(callId: CallId): Promise<TranscriptView> {
  const stored = await Transcripts.findById(callId).lean<TranscriptDoc | null>();
  if (!stored) {
    const unknown = { summary: null, successful: null, costCredits: null };
    return { callId, source: 'live', turns: await liveTurns(callId), ...unknown };
  }
  const { source, turns, summary, successful, costCredits } = stored;
  return { callId, source, turns, summary, successful, costCredits };
}

/** What was said in a call so far, in order. */
export async function liveTurns(callId: CallId): Promise<Turn[]> {
  const docs = await LiveTurns.find({ callId }).limit(MAX_TURNS).lean<LiveTurnDoc[]>();
  return orderTurns(docs);
}

/**
 * Turns in the order they were said. Within a conversation their ids say it; a call whose bridge died has a second
 * conversation, which comes after the first whatever its id.
 */
export function orderTurns(docs: LiveTurnDoc[]): Turn[] {
  const conversations = new Map<string, LiveTurnDoc[]>();
  for (const doc of docs) {
    conversations.set(doc.conversationId, [...(conversations.get(doc.conversationId) ?? []), doc]);
  }
  return [...conversations.values()]
    .sort((one, other) => firstMoment(one) - firstMoment(other))
    .flatMap((turns) => turns.sort((one, other) => (one._id < other._id ? -1 : 1)))
    .map(toTurn);
}

function firstMoment(turns: LiveTurnDoc[]): number {
  return Math.min(...turns.map((turn) => turn.at.getTime()));
}

function toTurn({ speaker, text, atSeconds, interrupted }: LiveTurnDoc): Turn {
  return { speaker, text, atSeconds, ...(interrupted ? { interrupted } : {}) };
}
