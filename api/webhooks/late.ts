import { WorkflowNotFoundError } from '@temporalio/client';
import { type CallId, callWorkflowId, mendWorkflowId } from '../../contracts/ids.ts';
import { type MendInput, TASK_QUEUES, WORKFLOWS } from '../../contracts/workflow-api.ts';
import { Calls } from '../../platform/models/call.ts';
import { Recordings } from '../../platform/models/recording.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import { queueName } from '../../platform/temporal.ts';
import { askTemporal } from '../ask-temporal.ts';
import type { ApiDeps } from '../deps.ts';

/** Starts the workflow that completes a call's record; while one is at it, a second start changes nothing. */
export async function startMend({ env, temporal }: ApiDeps, callId: CallId, withinMs: number): Promise<void> {
  const input: MendInput = { callId };
  await askTemporal(temporal, withinMs, () =>
    temporal.workflow.start(WORKFLOWS.mend, {
      workflowId: mendWorkflowId(callId),
      taskQueue: queueName(env, TASK_QUEUES.calls),
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
}

type Late = 'recording' | 'transcript';

/**
 * Has a call's record completed when word of its recording or transcript comes after its workflow is over. While
 * the workflow runs it fetches both by itself, and mostly has by then.
 */
export async function mendIfLate(deps: ApiDeps, callId: CallId, what: Late, withinMs: number): Promise<void> {
  const until = Date.now() + withinMs;
  const left = () => Math.max(until - Date.now(), 1);
  const ended = await Calls.exists({ _id: callId, phase: 'ended' });
  if (!ended || (await isKept(callId, what)) || (await isLookedAfter(deps, callId, left()))) return;
  deps.log.info({ callId, what }, 'a late webhook completes the record of a call');
  await startMend(deps, callId, left());
}

async function isKept(callId: CallId, what: Late): Promise<boolean> {
  if (what === 'recording') return (await Recordings.exists({ _id: callId })) !== null;
  return (await Transcripts.exists({ _id: callId, source: 'final' })) !== null;
}

async function isLookedAfter({ temporal }: ApiDeps, callId: CallId, withinMs: number): Promise<boolean> {
  const handle = temporal.workflow.getHandle(callWorkflowId(callId));
  try {
    const { status } = await askTemporal(temporal, withinMs, () => handle.describe());
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
