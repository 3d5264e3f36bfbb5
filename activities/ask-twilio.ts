import { metIn } from '../contracts/answering-watch.ts';
import {
  answeredBySchema,
  type CallEvent,
  type TerminalStatus,
  terminalStatusSchema,
} from '../contracts/call-event.ts';
import { liveTurnsOf } from '../platform/live-turns.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * Asks Twilio how a call stands, where nothing was heard of it: the timer behind every wait ends here. Answers in
 * the same events as the webhooks, so that one reducer handles both; none when the call has not changed. Of a call that
 * is over it also looks whether an agent spoke, which a bridge that died could not tell any more.
 */
export async function askTwilio(
  deps: Dependencies,
  { callId, callSid }: { callId: string; callSid: string },
): Promise<CallEvent[]> {
  const call = await deps.twilio.calls(callSid).fetch();
  const detected = detectedEvent(callSid, call.answeredBy);
  const status = terminalStatusSchema.safeParse(call.status);
  if (status.success) {
    const ended = endedEvent(callSid, status.data, call.duration, call.endTime);
    return [...detected, ...(await streamEvent(deps, callId, ended)), ended];
  }
  if (call.status === 'queued') return [];
  if (call.status !== 'in-progress') return [{ kind: 'dialed', callSid, at: Date.now() }];
  return [...detected, { kind: 'answered', callSid, at: call.startTime?.getTime() ?? Date.now() }];
}

/** As with the callback, a person changes nothing: the call goes on with one anyway. */
function detectedEvent(callSid: string, answeredBy: string | null): CallEvent[] {
  const verdict = answeredBySchema.safeParse(answeredBy);
  if (!verdict.success || verdict.data === 'human') return [];
  return [{ kind: 'detected', callSid, answeredBy: verdict.data, at: Date.now() }];
}

/** Whoever ended it, we could not go on; a word of the bridge itself, which may still come, counts for more. */
async function streamEvent(deps: Dependencies, callId: string, { status, at }: Ended): Promise<CallEvent[]> {
  if (status !== 'completed') return [];
  const turns = await liveTurnsOf(callId);
  const conversationId = turns[0]?.conversationId ?? (await deps.elevenLabs.findByUserId(callId));
  if (!conversationId) return [];
  const met = metIn(turns);
  return [{ kind: 'stream_ended', conversationId, reason: 'shutdown', at, ...(met ? { met } : {}) }];
}

type Ended = Extract<CallEvent, { kind: 'ended' }>;

function endedEvent(
  callSid: string,
  status: TerminalStatus,
  duration: string | null,
  endTime: Date | null,
): Ended {
  const at = endTime?.getTime() ?? Date.now();
  return { kind: 'ended', callSid, status, durationSeconds: Number(duration ?? 0), at };
}
