import type { MendInput } from '../contracts/workflow-api.ts';
import { finish, io } from './activities.ts';

/**
 * Completes the record of a call whose own workflow is over: how it really ended, where that had stayed unknown,
 * that the person does not want to be called again, and what came late of its transcript and recording. Started by late
 * words of the vendors and of the bridge, and by operators; safe to repeat.
 */
export async function mend({ callId, optedOut }: MendInput): Promise<void> {
  if (optedOut) await io().optOut({ callId, by: optedOut });
  await io().reconcileCall({ callId });
  await finish().gatherCall({ callId });
}
