import type { CallId } from '../../contracts/ids.ts';
import type { TranscriptView, Turn } from '../../contracts/transcript.ts';
import { liveTurnsOf } from '../../platform/live-turns.ts';
import type { LiveTurnDoc } from '../../platform/models/live-turn.ts';
import { type TranscriptDoc, Transcripts } from '../../platform/models/transcript.ts';

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
  return (await liveTurnsOf(callId)).map(toTurn);
}

function toTurn({ speaker, text, atSeconds, interrupted }: LiveTurnDoc): Turn {
  return { speaker, text, atSeconds, ...(interrupted ? { interrupted } : {}) };
}
