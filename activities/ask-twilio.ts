import { type CallEvent, type TerminalStatus, terminalStatusSchema } from '../contracts/call-event.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * Asks Twilio how a call stands, where nothing was heard of it: the timer behind every wait ends here. Answers in
 * the same events as the webhooks, so that one reducer handles both; none when the call has not changed.
 */
export async function askTwilio(deps: Dependencies, { callSid }: { callSid: string }): Promise<CallEvent[]> {
  const call = await deps.twilio.calls(callSid).fetch();
  const status = terminalStatusSchema.safeParse(call.status);
  if (status.success) return [endedEvent(callSid, status.data, call.duration, call.endTime)];
  if (call.status !== 'in-progress') return [];
  return [{ kind: 'answered', callSid, at: call.startTime?.getTime() ?? Date.now() }];
}

function endedEvent(
  callSid: string,
  status: TerminalStatus,
  duration: string | null,
  endTime: Date | null,
): CallEvent {
  const at = endTime?.getTime() ?? Date.now();
  return { kind: 'ended', callSid, status, durationSeconds: Number(duration ?? 0), at };
}
