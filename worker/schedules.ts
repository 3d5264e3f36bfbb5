import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUES, WORKFLOWS } from '../contracts/workflow-api.ts';
import type { Env } from '../platform/env.ts';
import { queueName } from '../platform/temporal.ts';

/** What is done every minute, without anybody asking. */
const EVERY_MINUTE = [WORKFLOWS.sweep, WORKFLOWS.accounts] as const;

/** Makes the schedules, once for an installation; safe to repeat. */
export async function ensureSchedules(client: Client, env: Env): Promise<void> {
  await Promise.all(EVERY_MINUTE.map((workflow) => ensureSchedule(client, env, workflow)));
}

async function ensureSchedule(client: Client, env: Env, workflowType: string): Promise<void> {
  const scheduleId = queueName(env, workflowType);
  try {
    await client.schedule.create({
      scheduleId,
      spec: { intervals: [{ every: '1 minute' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP },
      action: {
        type: 'startWorkflow',
        workflowType,
        workflowId: scheduleId,
        taskQueue: queueName(env, TASK_QUEUES.calls),
        args: [],
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
