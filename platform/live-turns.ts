import type { CallId } from '../contracts/ids.ts';
import { type LiveTurnDoc, LiveTurns } from './models/live-turn.ts';

/** No conversation has more turns than this; a bound for what is read at once. */
const MAX_TURNS = 5000;

/**
 * What was said in a call so far, in order. Within a conversation the ids of turns say it; a call whose bridge died has a
 * second conversation, which comes after the first whatever its id.
 */
export async function liveTurnsOf(callId: CallId): Promise<LiveTurnDoc[]> {
  const turns = await LiveTurns.find({ callId }).limit(MAX_TURNS).lean<LiveTurnDoc[]>();
  const conversations = new Map<string, LiveTurnDoc[]>();
  for (const turn of turns) {
    conversations.set(turn.conversationId, [...(conversations.get(turn.conversationId) ?? []), turn]);
  }
  return [...conversations.values()]
    .sort((one, other) => firstMoment(one) - firstMoment(other))
    .flatMap((ofOne) => ofOne.sort((one, other) => (one._id < other._id ? -1 : 1)));
}

function firstMoment(turns: LiveTurnDoc[]): number {
  return Math.min(...turns.map((turn) => turn.at.getTime()));
}
