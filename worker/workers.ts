import { type NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { Dependencies } from '../activities/dependencies.ts';
import { createActivities, createDialActivities } from '../activities/index.ts';
import { TASK_QUEUES } from '../contracts/workflow-api.ts';
import { queueName } from '../platform/temporal.ts';
import { deploymentOptions } from './versions.ts';

/** Longer than a create may take: a deploy must not cut off a request whose answer nobody would know. */
const SHUTDOWN_GRACE = '25 seconds';
/** About 350 kB each; above the calls that one process is expected to look after at once. */
const MAX_CACHED_WORKFLOWS = 1_500;
/**
 * A workflow's tasks go to the worker that has it in memory; when that one died they wait so long before they go to
 * another. The default of 10 s would be all the time that dialing may take to resume.
 */
const STICKY_WAIT = '4 seconds';

/** The pacer holds the pace; what the queue lets through above it makes up for attempts that are given back. */
const DIAL_HEADROOM = 1.25;

/**
 * One worker for each queue: workflows, dialing at the account's pace, and everything else.
 * @param buildId of the workflows, for workers that may be versioned
 */
export async function createWorkers(
  connection: NativeConnection,
  deps: Dependencies,
  workflowBundle: WorkflowBundleOption,
  buildId?: string,
): Promise<Worker[]> {
  const common = {
    connection,
    namespace: deps.env.TEMPORAL_NAMESPACE,
    shutdownGraceTime: SHUTDOWN_GRACE,
    ...(buildId === undefined ? {} : versioned(deps.env, buildId)),
  };
  const queue = (name: string) => queueName(deps.env, name);
  return Promise.all([
    Worker.create({
      ...common,
      taskQueue: queue(TASK_QUEUES.calls),
      workflowBundle,
      maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
      stickyQueueScheduleToStartTimeout: STICKY_WAIT,
    }),
    Worker.create({
      ...common,
      taskQueue: queue(TASK_QUEUES.dial),
      activities: createDialActivities(deps),
      maxTaskQueueActivitiesPerSecond: deps.env.TWILIO_CPS * DIAL_HEADROOM,
    }),
    Worker.create({
      ...common,
      taskQueue: queue(TASK_QUEUES.io),
      activities: createActivities(deps),
      maxConcurrentActivityTaskExecutions: 200,
    }),
  ]);
}

/** Without versioning the option is left out, and not given as undefined. */
function versioned(env: Dependencies['env'], buildId: string) {
  const workerDeploymentOptions = deploymentOptions(env, buildId);
  return workerDeploymentOptions ? { workerDeploymentOptions } : {};
}
