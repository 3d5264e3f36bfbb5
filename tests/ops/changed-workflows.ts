import { proxyActivities, workflowInfo } from '@temporalio/workflow';

/** A `mend` as some other version may have been: its histories do not replay with ours. */
export async function mend(): Promise<void> {
  const taskQueue = workflowInfo().taskQueue.replace(/calls$/, 'io');
  const activities = proxyActivities<{ somethingElse: () => Promise<void> }>({
    taskQueue,
    startToCloseTimeout: '5 seconds',
  });
  await activities.somethingElse();
}
