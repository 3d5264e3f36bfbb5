import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUES, WORKFLOWS } from '../contracts/workflow-api.ts';
import type { Env } from '../platform/env.ts';
import { queueName } from '../platform/temporal.ts';

/** Makes the schedule of the sweep, once for an installation. */
export async function ensureSweepSchedule(client: Client, env: Env): Promise<void> {
  const scheduleId = queueName(env, 'sweep');
  try {
    await client.schedule.create({
      scheduleId,
      spec: { intervals: [{ every: '1 minute' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP },
      action: {
        type: 'startWorkflow',
        workflowType: WORKFLOWS.sweep,
        workflowId: scheduleId,
        taskQueue: queueName(env, TASK_QUEUES.calls),
        args: [],
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
