import { isAnswered } from '../contracts/outcome.ts';
import type { CallRecord } from './call-record.ts';
import type { Dependencies } from './dependencies.ts';
import { gather } from './gather-call.ts';
import { recordCall } from './record-call.ts';

/**
 * The last activity of a call: records how it ended, which lets the line and the person go, and then gathers its
 * transcript and recording. What is not ready yet fails and is retried; the retries are the waiting, and the record
 * is written by then.
 */
export async function finishCall(deps: Dependencies, record: CallRecord): Promise<void> {
  await recordCall(record);
  const { callSid, outcome, answeredAt } = record;
  if (callSid && (isAnswered(outcome) || answeredAt !== undefined)) await gather(deps, record.callId);
}
