import { ApplicationFailure } from '@temporalio/activity';
import type { GateRecord } from '../contracts/gate-record.ts';
import { parseCallId } from '../contracts/ids.ts';
import { type CallDoc, Calls } from '../platform/models/call.ts';
import { isDuplicateKey } from '../platform/mongo.ts';

/**
 * The durable right to post a call to Twilio. Every move is a compare-and-set, so of all who ever try one succeeds:
 *
 * none or `released` → `written`: about to post · `written` → `released`: no call was made, it may be tried again ·
 * none, `released` or (by whoever knows that no call was made) `written` → `closed`: never again.
 */

/** What will be posted: the number dialed, the number shown, who talks; and why it may be. */
export type Intent = Pick<CallDoc, 'phone' | 'from' | 'agentId' | 'overrides' | 'gate'>;

/** True for exactly one of all who ever try, until the intent is released. */
export async function writeIntent(callId: string, intent: Intent): Promise<boolean> {
  if (await insert(callId, { phase: 'placing', intent: 'written', ...intent })) return true;
  const again = await Calls.updateOne(
    { _id: callId, intent: 'released' },
    { $set: { intent: 'written', phase: 'placing', ...intent, startedAt: new Date() } },
  );
  return again.modifiedCount === 1;
}

/** Twilio said clearly that it made no call. */
export async function releaseIntent(callId: string): Promise<void> {
  await Calls.updateOne({ _id: callId, intent: 'written', callSid: null }, { $set: { intent: 'released' } });
}

/**
 * Closes an intent that nobody holds. False when somebody does, or did: the call has to be reconciled.
 * @param gate the verdict that is the reason
 */
export async function closeUnwritten(callId: string, gate?: GateRecord): Promise<boolean> {
  const why = gate ? { gate } : {};
  if (await insert(callId, { phase: 'queued', intent: 'closed', ...why })) return true;
  const closed = await Calls.updateOne(
    { _id: callId, callSid: null, intent: { $in: ['released', 'closed'] } },
    { $set: { intent: 'closed', ...why }, $unset: { from: 1 } },
  );
  return closed.matchedCount === 1;
}

/** Closes an intent after Twilio refused the call, or clearly has none. Then no number was shown. */
export async function closeWritten(callId: string, gate?: GateRecord): Promise<boolean> {
  const why = gate ? { gate } : {};
  const closed = await Calls.updateOne(
    { _id: callId, callSid: null },
    { $set: { intent: 'closed', ...why }, $unset: { from: 1 } },
  );
  return closed.matchedCount === 1;
}

/** False when the call has a record already. */
async function insert(callId: string, facts: Pick<CallDoc, 'phase' | 'intent'> & Intent): Promise<boolean> {
  const ids = parseCallId(callId);
  if (!ids) throw ApplicationFailure.nonRetryable('not a call id');
  try {
    await Calls.create({ _id: callId, ...ids, ...facts, startedAt: new Date() });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}
