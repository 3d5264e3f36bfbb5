import type { MendInput } from '../contracts/workflow-api.ts';
import { finish, io } from './activities.ts';

/**
 * Completes the record of a call whose own workflow is over: how it really ended, where that had stayed unknown, and
 * what came late of its transcript and recording. Started by late webhooks and by operators; safe to repeat.
 */
export async function mend({ callId }: MendInput): Promise<void> {
  await io().reconcileCall({ callId });
  await finish().gatherCall({ callId });
}
