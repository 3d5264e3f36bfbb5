import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import type { CallView } from '../../../contracts/http/calls.ts';
import { type CallId, callWorkflowId, parseCallId } from '../../../contracts/ids.ts';
import { callEventSignal } from '../../../contracts/workflow-api.ts';
import { ApiError } from '../../api-error.ts';
import { askTemporal } from '../../ask-temporal.ts';
import type { ApiDeps } from '../../deps.ts';
import { readCall } from '../../queries/calls.ts';
import type { Command } from '../command.ts';

const input = z.object({ id: z.string().refine((id) => parseCallId(id) !== undefined, 'is not a call id') });
const SIGNAL_WITHIN_MS = 5_000;

/** Asks a call to end. Its own workflow hangs up and keeps the books; asked twice it is ended once. */
export const hangUpCall: Command<typeof input, CallView> = {
  name: 'hang_up_call',
  input,
  async run(deps, { id }) {
    const call = await readCall(deps, id);
    const over = new ApiError('not_allowed_now', 'The call is over.');
    if (call.phase === 'ended') throw over;
    if (!(await askForTheEnd(deps, id))) throw over;
    return readCall(deps, id);
  },
};

/** Tells the call's workflow to hang up. False when there is none that could. */
export async function askForTheEnd({ temporal }: Pick<ApiDeps, 'temporal'>, id: CallId): Promise<boolean> {
  const handle = temporal.workflow.getHandle(callWorkflowId(id));
  const wish = { kind: 'hang_up_requested', by: 'operator', at: Date.now() } as const;
  try {
    await askTemporal(temporal, SIGNAL_WITHIN_MS, () => handle.signal(callEventSignal, wish));
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
