import type { Dependencies } from './dependencies.ts';
import { isOverAlready } from './failures.ts';

/** Ends a call, whether it is queued, ringing or talking. A call that is over already counts as ended. */
export async function hangUp(deps: Dependencies, { callSid }: { callSid: string }): Promise<void> {
  try {
    await deps.twilio.calls(callSid).update({ status: 'completed' });
  } catch (error) {
    if (!isOverAlready(error)) throw error;
  }
}
