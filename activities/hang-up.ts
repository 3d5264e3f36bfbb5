import twilio from 'twilio';
import type { Dependencies } from './dependencies.ts';
import { isOverAlready } from './failures.ts';

/**
 * Ends a call, whether it is queued, ringing or talking; with a farewell once that was said, in place of whatever the
 * call is doing. A call that is over already counts as ended.
 */
export async function hangUp(
  deps: Dependencies,
  { callSid, farewell }: { callSid: string; farewell?: string },
): Promise<void> {
  const order = farewell === undefined ? { status: 'completed' as const } : { twiml: spoken(farewell) };
  try {
    await deps.twilio.calls(callSid).update(order);
  } catch (error) {
    if (!isOverAlready(error)) throw error;
  }
}

/** Instructions that say this and hang up. */
export function spoken(text: string): string {
  const response = new twilio.twiml.VoiceResponse();
  response.say(text);
  response.hangup();
  return response.toString();
}
