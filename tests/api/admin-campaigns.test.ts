import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { recordCampaign } from '../../activities/record-campaign.ts';
import type { BulkResult, Monitor } from '../../contracts/http/admin.ts';
import { campaignWorkflowId } from '../../contracts/ids.ts';
import { TASK_QUEUES } from '../../contracts/workflow-api.ts';
import { Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Lines } from '../../platform/models/line.ts';
import { queueName } from '../../platform/temporal.ts';
import { ENDED, endWorkflows, makeEnrolledCall, makePlannedCampaign, mendOf } from './support/operations.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
let connection: NativeConnection;
let stopWorkers: () => Promise<void>;

/** The campaign's workflow as it is, and its records; of its activities only the one that would dial is left out. */
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  world = await startApiWorld();
  connection = await NativeConnection.connect({ address: world.env.TEMPORAL_ADDRESS });
  const standing = async () => ({ started: 0, open: 1, up: 0, nextDueAt: Date.now() + 3_600_000 });
  const nothing = async () => undefined;
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue: queueName(world.env, TASK_QUEUES.calls),
      workflowBundle: { codePath: process.env.WORKFLOW_BUNDLE ?? '' },
    }),
    Worker.create({
      connection,
      taskQueue: queueName(world.env, TASK_QUEUES.io),
      activities: {
        recordCampaign,
        pumpCampaign: standing,
        endCalls: nothing,
        reconcileCall: nothing,
        gatherCall: nothing,
      },
    }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  stopWorkers = async () => {
    for (const worker of workers) worker.shutdown();
    await running;
  };
});
afterEach(async () => {
  await post('stop-all');
});
afterAll(async () => {
  await endWorkflows(world);
  await stopWorkers();
  await connection.close();
  await world.close();
});

async function runningCampaign(): Promise<string> {
  const { id } = (await world.asAdmin.post('/api/campaigns').send({ name: 'Operated' })).body.data;
  const contacts = world.asAdmin.post(`/api/campaigns/${id}/contacts`).type('text/csv');
  await contacts.send('phone\n+61491570156\n').expect(200);
  await world.asAdmin.post(`/api/campaigns/${id}/start`).expect(200);
  return id;
}

async function post(path: string, body: object = {}): Promise<BulkResult> {
  return (await world.asAdmin.post(`/api/admin/${path}`).send(body).expect(200)).body.data;
}

function terminate(id: string) {
  return world.temporal.workflow.getHandle(campaignWorkflowId(id)).terminate('lost');
}

async function stateOf(id: string) {
  return (await Campaigns.findById(id).lean())?.state;
}

describe('all campaigns', () => {
  it('are paused, with the reason, and stopped, also those that are paused', async () => {
    const [one, two] = [await runningCampaign(), await runningCampaign()];
    const paused = await post('pause-all', { reason: 'The carrier is down' });
    expect(paused.counts).toMatchObject({ done: 2, refused: 0, failed: 0 });
    expect(await Campaigns.findById(one).lean()).toMatchObject({
      state: 'paused',
      reason: 'Paused by API key: The carrier is down',
    });
    expect((await post('pause-all')).results).toEqual([]);
    const stopped = await post('stop-all', { hangUp: true });
    expect(stopped.counts).toMatchObject({ done: 2, refused: 0, failed: 0 });
    expect([await stateOf(one), await stateOf(two)]).toEqual(['stopped', 'stopped']);
    expect((await post('stop-all')).results).toEqual([]);
  });
});

describe('a campaign whose workflow is gone', () => {
  it('is stopped all the same, with what it left', async () => {
    const id = await makePlannedCampaign();
    const waiting = await makeEnrolledCall(id, ENDED, { state: 'waiting', outcome: null });
    const claimed = await makeEnrolledCall(id, ENDED, { state: 'claimed', outcome: null });
    const up = await makeEnrolledCall(id, { phase: 'up', callSid: 'CA1' }, { state: 'calling' });
    const { results } = await post('stop-all', { hangUp: true });
    expect(results).toEqual([
      {
        id,
        result: 'done',
        message: expect.stringMatching(/workflow was gone; 1 calls were up and are being ended/),
      },
    ]);
    expect(await Campaigns.findById(id).lean()).toMatchObject({
      state: 'stopped',
      reason: 'Stopped by API key; its workflow was gone',
    });
    const states = await Enrolments.find({ campaignId: id }).lean();
    expect(new Map(states.map(({ callId, state, outcome }) => [callId, [state, outcome]]))).toEqual(
      new Map([
        [waiting, ['done', 'canceled']],
        [claimed, ['done', 'canceled']],
        [up, ['calling', null]],
      ]),
    );
    expect(await mendOf(world, up)).toMatch(/^mend/);
    const again = await world.asAdmin.post(`/api/admin/campaigns/${id}/stop`).expect(409);
    expect(again.body.error.message).toContain('stopped already');
  });

  it('goes on as it was, when somebody says so', async () => {
    const id = await runningCampaign();
    const restart = () => world.asAdmin.post(`/api/admin/campaigns/${id}/restart`);
    expect((await restart().expect(409)).body.error.message).toContain('has its workflow');
    await world.asAdmin.post(`/api/campaigns/${id}/pause`).expect(200);
    await terminate(id);
    expect((await restart().expect(200)).body.data.message).toContain('paused');
    await world.asAdmin.post(`/api/campaigns/${id}/resume`).expect(200);
    await terminate(id);
    expect((await restart().expect(200)).body.data.message).toContain('goes on');
    await world.asAdmin.post(`/api/admin/campaigns/${id}/stop`).expect(200);
    expect((await restart().expect(409)).body.error.message).toContain('is stopped');
    expect(await stateOf(id)).toBe('stopped');
  });
});

describe('the monitor', () => {
  it('counts what is up, what began and how it ended', async () => {
    await Calls.deleteMany({});
    const id = await makePlannedCampaign();
    const up = await makeEnrolledCall(id, {
      phase: 'up',
      callSid: 'CA1',
      startedAt: new Date(Date.now() - 90_000),
    });
    await makeEnrolledCall(id, { phase: 'placing' });
    await makeEnrolledCall(id, { ...ENDED, outcome: 'busy' });
    await makeEnrolledCall(id, { ...ENDED, startedAt: new Date(0), endedAt: new Date(1) });
    await Lines.create([
      { _id: 'line:1', callId: up, takenAt: new Date() },
      { _id: 'line:2', callId: null, takenAt: null },
    ]);
    const monitor: Monitor = (await world.asAdmin.get('/api/admin/monitor').expect(200)).body.data;
    const mine = monitor.callsUp.byCampaign.find((campaign) => campaign.id === id);
    expect(mine).toEqual({ id, name: 'Calls', up: 2, lines: 1 });
    expect(monitor).toMatchObject({
      lines: { used: 1, total: 2 },
      startsLastMinute: 1,
      campaigns: expect.objectContaining({ running: 1 }),
      outcomesLastHour: expect.objectContaining({ busy: 1 }),
    });
    expect(monitor.oldestUp?.seconds).toBeGreaterThanOrEqual(90);
    const workers = Object.fromEntries(
      (monitor.queues ?? []).map(({ name, pollers }) => [name, pollers > 0]),
    );
    expect(workers).toEqual({
      [queueName(world.env, TASK_QUEUES.calls)]: true,
      [queueName(world.env, TASK_QUEUES.dial)]: false,
      [queueName(world.env, TASK_QUEUES.io)]: true,
    });
  });
});
