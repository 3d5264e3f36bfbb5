import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { Activities, DialActivities } from '../../activities/index.ts';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../contracts/workflow-api.ts';

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});

const KEYWORD = 2;

/** A Temporal server whose clock jumps over every wait; for tests of workflows alone, or with `virtual-clock.ts`. */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const env = await createEnvironment();
  await env.connection.operatorService.addSearchAttributes({
    namespace: env.namespace ?? 'default',
    searchAttributes: Object.fromEntries(Object.values(SEARCH_ATTRIBUTES).map((name) => [name, KEYWORD])),
  });
  return env;
}

/** The SDK gives the server five seconds, which a busy machine may need more than once: it begins anew each time. */
async function createEnvironment(tries = 5): Promise<TestWorkflowEnvironment> {
  const path = required('TIME_SKIPPING_SERVER');
  const server = { executable: { type: 'existing-path' as const, path } };
  return TestWorkflowEnvironment.createTimeSkipping({ server }).catch((error: Error) => {
    if (tries <= 1 || !error.message.includes('did not start within')) throw error;
    return createEnvironment(tries - 1);
  });
}

let worlds = 0;

/**
 * Runs `body` while workers serve the three queues with the activities given, typed as the real ones.
 * @param prefix of the queues' names; each world has its own when left out
 */
export async function withWorkers<T>(
  env: TestWorkflowEnvironment,
  activities: Partial<Activities & DialActivities>,
  body: (taskQueue: string) => Promise<T>,
  prefix = `world${process.pid}-${worlds++}-`,
): Promise<T> {
  const common = { connection: env.nativeConnection, namespace: env.namespace };
  const { placeCall, ...io } = activities;
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: `${prefix}${TASK_QUEUES.calls}`,
      workflowBundle: { codePath: required('WORKFLOW_BUNDLE') },
    }),
    Worker.create({
      ...common,
      taskQueue: `${prefix}${TASK_QUEUES.io}`,
      activities: { ...io, none: async () => {} },
    }),
    Worker.create({
      ...common,
      taskQueue: `${prefix}${TASK_QUEUES.dial}`,
      activities: { ...(placeCall ? { placeCall } : {}), none: async () => {} },
    }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    return await body(`${prefix}${TASK_QUEUES.calls}`);
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with npm test, whose set-up provides it`);
  return value;
}
