import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { CampaignRecord } from '../../activities/record-campaign.ts';
import { pauseUpdate, stopUpdate, TASK_QUEUES, WORKFLOWS } from '../../contracts/workflow-api.ts';

/** What is asked of a campaign before its first task has been worked on: handlers run as soon as they are set. */
const prefix = `campaign-start-${process.pid}-`;
let client: Client;
let states: string[] = [];
let stopWorkers: () => Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const address = process.env.TEMPORAL_ADDRESS;
  client = new Client({ connection: await Connection.connect({ address }) });
  const connection = await NativeConnection.connect({ address });
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue: `${prefix}${TASK_QUEUES.calls}`,
      workflowBundle: { codePath: process.env.WORKFLOW_BUNDLE ?? '' },
    }),
    Worker.create({
      connection,
      taskQueue: `${prefix}${TASK_QUEUES.io}`,
      activities: {
        recordCampaign: async ({ state }: CampaignRecord) => {
          states.push(state);
          return { callsUp: 0, open: 1 };
        },
        pumpCampaign: async () => ({ started: 0, open: 1, up: 0, nextDueAt: Date.now() + 3_600_000 }),
        endCalls: async () => undefined,
      },
    }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  stopWorkers = async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  };
});
afterAll(async () => {
  await stopWorkers();
  await client.connection.close();
});

function starting(name: string) {
  states = [];
  return new WithStartWorkflowOperation(WORKFLOWS.campaign, {
    workflowId: `${prefix}${name}`,
    taskQueue: `${prefix}${TASK_QUEUES.calls}`,
    args: [{ campaignId: 'c'.repeat(24) }],
    workflowIdConflictPolicy: 'FAIL',
  });
}

it('a stop holds', async () => {
  const startWorkflowOperation = starting('stop');
  const args: [{ hangUp: boolean }] = [{ hangUp: true }];
  const answer = await client.workflow.executeUpdateWithStart(stopUpdate, { args, startWorkflowOperation });
  expect(answer).toEqual({ state: 'stopped', callsUp: 0 });
  await (await startWorkflowOperation.workflowHandle()).result();
  expect(states).toEqual(['stopped']);
});

it('a pause holds', async () => {
  const startWorkflowOperation = starting('pause');
  const args: [{ reason: string }] = [{ reason: 'Not yet' }];
  await client.workflow.executeUpdateWithStart(pauseUpdate, { args, startWorkflowOperation });
  const handle = await startWorkflowOperation.workflowHandle();
  await handle.executeUpdate(stopUpdate, { args: [{ hangUp: false }] });
  await handle.result();
  expect(states).toEqual(['paused', 'stopped']);
});
