import { ApplicationFailure } from '@temporalio/activity';
import { isAnswered } from '../contracts/outcome.ts';
import { type CallDoc, Calls } from '../platform/models/call.ts';
import { decideGoal } from './decide-goal.ts';
import type { Dependencies } from './dependencies.ts';
import { gatherRecording } from './gather-recording.ts';
import { gatherTranscript, keepLiveTurns } from './gather-transcript.ts';
import type { Gathered } from './gathered.ts';

/** Without a word from the bridge there may never have been a conversation; it is looked for by the call's id. */
const UNHEARD_OF_MS = 2 * 60_000;
/** What is not there by then is given up for now; a late webhook, or an operator, has it fetched after all. */
const TRANSCRIPT_MS = 2 * 3600_000;
const RECORDING_MS = 3600_000;
const SOONEST_MS = 2_000;
const LATEST_MS = 60_000;

/** Gathers what is missing of a call that was answered. For a call whose own workflow is over. */
export async function gatherCall(deps: Dependencies, { callId }: { callId: string }): Promise<void> {
  const call = await Calls.findById(callId, { outcome: 1, answeredAt: 1, callSid: 1 }).lean();
  const wasAnswered = call?.outcome && (isAnswered(call.outcome) || call.answeredAt !== undefined);
  if (call?.callSid && wasAnswered) await gather(deps, callId);
}

/** Fails with the moment to try again while something is awaited. Each part is kept as soon as it is there. */
export async function gather(deps: Dependencies, callId: string): Promise<void> {
  const call = await Calls.findById(callId).lean();
  if (!call?.endedAt || !call.callSid) return;
  const since = Date.now() - call.endedAt.getTime();
  const [transcript, recording] = await Promise.allSettled([
    gatherTranscript(deps, call),
    gatherRecording(deps, callId, call.callSid),
  ]);
  const awaited = [
    ...awaiting(transcript, 'the transcript', since, patienceWith(call)),
    ...awaiting(recording, 'the recording', since, RECORDING_MS),
  ];
  if (isKept(transcript)) await decideGoal(deps, callId);
  if (awaited.length > 0) throw notReady(awaited, since);
  // Where the vendor never delivers, what the bridge heard is kept instead.
  if (!isKept(transcript)) await keepLiveTurns(call);
  if (transcript.status === 'fulfilled') await decideGoal(deps, callId);
  for (const part of [transcript, recording]) if (part.status === 'rejected') throw part.reason;
}

function patienceWith({ conversationId }: CallDoc): number {
  return conversationId === undefined ? UNHEARD_OF_MS : TRANSCRIPT_MS;
}

function awaiting(
  part: PromiseSettledResult<Gathered>,
  name: string,
  since: number,
  patience: number,
): string[] {
  return part.status === 'fulfilled' && part.value === 'not ready' && since < patience ? [name] : [];
}

function isKept(part: PromiseSettledResult<Gathered>): boolean {
  return part.status === 'fulfilled' && part.value === 'kept';
}

/** Asked again after half as long as it has been: often at first, when it is likely, and then less and less. */
function notReady(awaited: string[], since: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: `waiting for ${awaited.join(' and ')}`,
    type: 'NotReady',
    category: 'BENIGN',
    nextRetryDelay: Math.min(Math.max(Math.round(since / 2), SOONEST_MS), LATEST_MS),
  });
}
