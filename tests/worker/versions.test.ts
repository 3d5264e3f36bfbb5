import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Activities, DialActivities } from '../../activities/index.ts';
import type { CallEvent } from '../../contracts/call-event.ts';
import {
  type CallInput,
  callEventSignal,
  pauseUpdate,
  resumeUpdate,
  stopUpdate,
  TASK_QUEUES,
  WORKFLOWS,
} from '../../contracts/workflow-api.ts';
import type { Env } from '../../platform/env.ts';
import { queueName } from '../../platform/temporal.ts';
import { buildIdOf } from '../../worker/bundle.ts';
import { deploymentName, deploymentOptions, promote, takesOver } from '../../worker/versions.ts';
import { until } from '../support/until.ts';

describe('the name of a version', () => {
  it('follows from the workflow code, and not from the machine that its source map names', () => {
    const map = (folder: string) => `\n//# sourceMappingURL=data:${folder}`;
    const first = buildIdOf({ code: `script${map('one')}` });
    expect(first).toMatch(/^[0-9a-f]{12}$/);
    expect(buildIdOf({ code: `script${map('other')}` })).toBe(first);
    expect(buildIdOf({ code: `changed${map('one')}` })).not.toBe(first);
  });
});

describe('a version takes over', () => {
  const version = (buildId: string, madeAt: number) => ({ buildId, madeAt });
  it.each([
    ['when there is no other', version('b', 1), undefined, true],
    ['from an older one', version('b', 2), version('a', 1), true],
    ['not from one of the same moment', version('b', 1), version('a', 1), false],
    ['not from a later one', version('a', 1), version('b', 2), false],
    ['not from itself', version('a', 1), version('a', 1), false],
  ])('%s', (_, own, current, takes) => {
    expect(takesOver(own, current)).toBe(takes);
  });
});

describe('two versions side by side', () => {
  const versioned = { TASK_QUEUE_PREFIX: `versions${process.pid}-`, WORKER_VERSIONING: true } as Env;
  const env = versioned;
  const taskQueue = queueName(env, TASK_QUEUES.calls);
  const callSid = `CA${'1'.repeat(32)}`;
  let connection: NativeConnection;
  let client: Client;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const address = process.env.TEMPORAL_ADDRESS;
    connection = await NativeConnection.connect({ address });
    client = new Client({ connection: await Connection.connect({ address }) });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
    await connection.close();
    await client.connection.close();
  });

  /** What the workflows ask for, answered at once: a call is placed and then waits for Twilio's word. */
  const activities: Partial<Activities & DialActivities> = {
    admitCall: async () => ({ kind: 'admitted' }) as never,
    placeCall: async () => ({ kind: 'placed', callSid }),
    askTwilio: async () => [],
    finishCall: async () => {},
    pumpCampaign: async () => ({ started: 0, open: 1, up: 0, nextDueAt: Date.now() + 3_600_000 }),
    recordCampaign: async () => ({ open: 1, callsUp: 0 }),
  };

  async function serve(code: string, env = versioned): Promise<string> {
    const buildId = buildIdOf({ code });
    const workerDeploymentOptions = deploymentOptions(env, buildId);
    const common = { connection, ...(workerDeploymentOptions ? { workerDeploymentOptions } : {}) };
    const queue = (name: string) => queueName(env, name);
    const workers = await Promise.all([
      Worker.create({ ...common, taskQueue: queue(TASK_QUEUES.calls), workflowBundle: { code } }),
      Worker.create({ ...common, taskQueue: queue(TASK_QUEUES.dial), activities }),
      Worker.create({ ...common, taskQueue: queue(TASK_QUEUES.io), activities }),
    ]);
    const running = Promise.all(workers.map((worker) => worker.run()));
    stops.push(async () => {
      for (const worker of workers) worker.shutdown();
      await running;
    });
    return buildId;
  }

  function startCall(attempt: number): Promise<WorkflowHandle> {
    const callId = `${'a'.repeat(24)}.${'b'.repeat(24)}.${attempt}`;
    const plan = { ringSeconds: 30, maxCallSeconds: 600, onVoicemail: 'hang_up' as const };
    const input: CallInput = { callId, ...plan, treatUnknownAsHuman: true };
    const workflowId = `${env.TASK_QUEUE_PREFIX}call-${attempt}`;
    return client.workflow.start(WORKFLOWS.call, { taskQueue, workflowId, args: [input] });
  }

  const busy: CallEvent = { kind: 'ended', callSid, status: 'busy', durationSeconds: 0, at: 1 };

  it('a call ends with the version that began it; a campaign goes on with the new one', async () => {
    const code = await readFile(process.env.WORKFLOW_BUNDLE ?? '', 'utf8');
    const older = await serve(code);
    expect(await promote(client, env, older)).toBe(true);
    const call = await startCall(1);
    const campaignId = 'c'.repeat(24);
    const workflowId = `${env.TASK_QUEUE_PREFIX}campaign`;
    const args = [{ campaignId }];
    const campaign = await client.workflow.start(WORKFLOWS.campaign, { taskQueue, workflowId, args });
    await campaign.executeUpdate(pauseUpdate, { args: [{ reason: 'a break' }] });
    await until('the call has the older version', async () => (await versionOf(call)) === older, 40_000);
    expect(await versionOf(campaign)).toBe(older);

    const later = await serve(`void 'a later version';${code}`);
    expect(later).not.toBe(older);
    expect(await promote(client, env, later)).toBe(true);
    await campaign.executeUpdate(resumeUpdate);
    expect(await versionOf(campaign)).toBe(later);
    await call.signal(callEventSignal, busy);
    expect(await call.result()).toEqual({ outcome: 'busy' });
    expect(await versionOf(call)).toBe(older);
    const next = await startCall(2);
    await next.signal(callEventSignal, busy);
    expect(await next.result()).toEqual({ outcome: 'busy' });
    expect(await versionOf(next)).toBe(later);

    // A worker of the older version that is started again does not turn the fleet back.
    expect(await promote(client, env, older)).toBe(false);
    expect(await promote(client, env, later)).toBe(true);
    expect(await currentVersion()).toBe(later);
    await campaign.terminate();
  }, 60_000);

  it('workers without versions do the same work', async () => {
    const single = { TASK_QUEUE_PREFIX: `single${process.pid}-`, WORKER_VERSIONING: false } as Env;
    await serve(await readFile(process.env.WORKFLOW_BUNDLE ?? '', 'utf8'), single);
    const campaign = await client.workflow.start(WORKFLOWS.campaign, {
      taskQueue: queueName(single, TASK_QUEUES.calls),
      workflowId: `${single.TASK_QUEUE_PREFIX}campaign`,
      args: [{ campaignId: 'c'.repeat(24) }],
    });
    const stopped = await campaign.executeUpdate(stopUpdate, { args: [{ hangUp: false }] });
    expect(stopped.state).toBe('stopped');
    await campaign.result();
    expect(await versionOf(campaign)).toBeUndefined();
  });

  async function versionOf(handle: WorkflowHandle): Promise<string | undefined> {
    const { raw } = await handle.describe();
    return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? undefined;
  }

  async function currentVersion(): Promise<string | null | undefined> {
    const { workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
      namespace: 'default',
      deploymentName: deploymentName(env),
    });
    return workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId;
  }
});
