import { heartbeat } from '@temporalio/activity';
import { callWorkflowId } from '../contracts/ids.ts';
import { callEventSignal } from '../contracts/workflow-api.ts';
import { Enrolments } from '../platform/models/enrolment.ts';
import type { Dependencies } from './dependencies.ts';

/** Asks every call of a campaign that is up to end. Each call's own workflow hangs up and keeps the books. */
export async function endCalls(deps: Dependencies, { campaignId }: { campaignId: string }): Promise<void> {
  const up = await Enrolments.find(
    { campaignId, state: { $in: ['claimed', 'calling'] } },
    { callId: 1 },
  ).lean();
  for (const { callId } of up) {
    if (!callId) continue;
    const handle = deps.temporal.workflow.getHandle(callWorkflowId(callId));
    await handle
      .signal(callEventSignal, { kind: 'hang_up_requested', by: 'operator', at: Date.now() })
      .catch(ignoreOver);
    heartbeat();
  }
}

function ignoreOver(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') throw error;
}
