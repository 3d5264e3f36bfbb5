import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { recordCampaign } from '../../activities/record-campaign.ts';
import { campaignWorkflowId } from '../../contracts/ids.ts';
import { TASK_QUEUES } from '../../contracts/workflow-api.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { queueName } from '../../platform/temporal.ts';
import { until } from './support/until.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
let connection: NativeConnection;
let stopWorkers: () => Promise<void>;
let pumped = 0;

/** The campaign's workflow as it is, and its records; of its activities only the one that would dial is left out. */
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  world = await startApiWorld();
  connection = await NativeConnection.connect({ address: world.env.TEMPORAL_ADDRESS });
  const codePath = process.env.WORKFLOW_BUNDLE;
  if (!codePath) throw new Error('WORKFLOW_BUNDLE is not set: run the tests with npm test');
  const standing = async () => {
    pumped += 1;
    return { started: 0, open: 1, up: 0, nextDueAt: Date.now() + 3_600_000 };
  };
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue: queueName(world.env, TASK_QUEUES.calls),
      workflowBundle: { codePath },
    }),
    Worker.create({
      connection,
      taskQueue: queueName(world.env, TASK_QUEUES.io),
      activities: { recordCampaign, pumpCampaign: standing },
    }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  stopWorkers = async () => {
    for (const worker of workers) worker.shutdown();
    await running;
  };
});
afterAll(async () => {
  await stopWorkers();
  await connection.close();
  await world.close();
});

async function readyCampaign(): Promise<string> {
  const { id } = (await world.asAdmin.post('/api/campaigns').send({ name: 'Actions' })).body.data;
  await addContact(id, '+61491570156');
  return id;
}

function addContact(id: string, phone: string) {
  return world.asAdmin.post(`/api/campaigns/${id}/contacts`).type('text/csv').send(`phone\n${phone}\n`);
}

function ask(id: string, action: string, body: object = {}) {
  return world.asAdmin.post(`/api/campaigns/${id}/${action}`).send(body);
}

async function read(id: string) {
  return (await world.asAdmin.get(`/api/campaigns/${id}`).expect(200)).body.data;
}

describe('a campaign', () => {
  it('is started, paused, resumed and stopped', async () => {
    const id = await readyCampaign();
    expect((await ask(id, 'start').expect(200)).body.data).toEqual({ state: 'running', callsUp: 0 });
    expect(await read(id)).toMatchObject({ state: 'running', actions: ['pause', 'stop'] });
    expect((await read(id)).startedAt).not.toBeNull();

    const manager = await world.signedInAs('manager');
    const paused = await manager.post(`/api/campaigns/${id}/pause`).expect(200);
    expect(paused.body.data).toEqual({ state: 'paused', callsUp: 0 });
    expect(await read(id)).toMatchObject({ state: 'paused', reason: 'Paused by A manager' });

    expect((await ask(id, 'resume').expect(200)).body.data.state).toBe('running');
    const stopped = await ask(id, 'stop', { hangUp: false }).expect(200);
    expect(stopped.body.data.state).toBe('stopped');
    expect(await read(id)).toMatchObject({
      state: 'stopped',
      actions: [],
      progress: { done: 1, waiting: 0 },
    });
  });

  it('carries its ids in Temporal, and is told of new contacts', async () => {
    const id = await readyCampaign();
    await ask(id, 'start').expect(200);
    const handle = world.temporal.workflow.getHandle(campaignWorkflowId(id));
    const { typedSearchAttributes, taskQueue } = await handle.describe();
    const attributes = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    expect(attributes).toEqual(
      expect.arrayContaining([
        ['CampaignId', id],
        ['DialerState', 'running'],
        ['AgentId', 'agent_test'],
      ]),
    );
    expect(taskQueue).toBe(queueName(world.env, TASK_QUEUES.calls));
    const before = pumped;
    await addContact(id, '+61491570157').expect(200);
    await until('the campaign looked again', () => (pumped > before ? true : undefined));
    expect(await Enrolments.countDocuments({ campaignId: id })).toBe(2);
    await ask(id, 'stop').expect(200);
  });

  it('says how many calls are still up', async () => {
    const id = await readyCampaign();
    await ask(id, 'start').expect(200);
    await Enrolments.updateMany({ campaignId: id }, { $set: { state: 'calling' } });
    expect((await ask(id, 'pause').expect(200)).body.data).toEqual({ state: 'paused', callsUp: 1 });
    await ask(id, 'stop').expect(200);
  });
});

describe('what makes no sense now', () => {
  it('is refused with the state and with what is possible', async () => {
    const draft = (await world.asAdmin.post('/api/campaigns').send({ name: 'Draft' })).body.data.id;
    const ready = await readyCampaign();
    for (const [id, action, hint] of [
      [draft, 'start', 'add contacts first'],
      [draft, 'pause', 'add contacts first'],
      [ready, 'pause', 'start'],
      [ready, 'stop', 'start'],
    ] as const) {
      const { error } = (await ask(id, action).expect(409)).body;
      expect(error.code).toBe('not_allowed_now');
      expect(error.message).toContain(hint);
    }
    await ask('f'.repeat(24), 'start').expect(404);
    await ask('nonsense', 'start').expect(404);
    await ask(ready, 'stop', { hangUp: 'perhaps' }).expect(400);
  });

  it('is refused by the workflow itself', async () => {
    const id = await readyCampaign();
    await ask(id, 'start').expect(200);
    const { error } = (await ask(id, 'resume').expect(409)).body;
    expect(error.message).toContain('running cannot be resumed');
    expect((await ask(id, 'start').expect(409)).body.error.message).toContain('pause or stop');
    await ask(id, 'stop').expect(200);
    expect((await ask(id, 'pause').expect(409)).body.error.message).toContain('nothing');
  });

  it('is refused for a campaign whose workflow was ended from outside', async () => {
    const id = await readyCampaign();
    await ask(id, 'start').expect(200);
    await world.temporal.workflow.getHandle(campaignWorkflowId(id)).terminate('by an operator');
    expect((await ask(id, 'pause').expect(409)).body.error.message).toContain('its workflow has ended');
  });

  it('is one start, however often it is asked at once', async () => {
    const id = await readyCampaign();
    const answers = await Promise.all([1, 2, 3].map(() => ask(id, 'start')));
    for (const answer of answers) expect([200, 409]).toContain(answer.status);
    expect(answers.some((answer) => answer.status === 200)).toBe(true);
    const query = `WorkflowId = "${campaignWorkflowId(id)}"`;
    const runs = await until('the run is visible', async () => {
      const found = [];
      for await (const run of world.temporal.workflow.list({ query })) found.push(run.runId);
      return found.length > 0 ? found : undefined;
    });
    expect(runs).toHaveLength(1);
    await ask(id, 'stop').expect(200);
  });
});
