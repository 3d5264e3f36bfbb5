import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import { type Preflight, preflightSchema } from '../../contracts/http/preflight.ts';
import { TASK_QUEUES } from '../../contracts/workflow-api.ts';
import { runCli } from '../../ops/commands/run-cli.ts';
import { queueName } from '../../platform/temporal.ts';
import { dependenciesOf } from './support/dependencies.ts';
import { API_KEY, type ApiWorld, startApiWorld } from './support/world.ts';

/** What a campaign would come to, asked over HTTP and from a terminal, and worked out by a worker. */
let world: ApiWorld;
let stopWorkers: () => Promise<void>;
let id: string;

beforeAll(async () => {
  // Nobody listens there: what an agent needs is not known.
  const nowhere = 'http://127.0.0.1:9';
  world = await startApiWorld({
    ELEVENLABS_BASE_URL: nowhere,
    TWILIO_BASE_URL: nowhere,
    CALLING_RULES: 'none',
    NODE_ENV: 'test',
  });
  stopWorkers = await startWorkers();
  const created = await world.asAdmin.post('/api/campaigns').send({ name: 'Spring' }).expect(201);
  id = created.body.data.id;
  await world.asAdmin
    .post(`/api/campaigns/${id}/contacts?country=AU`)
    .set('Content-Type', 'text/csv')
    .send('phone,name\n0255501001,Ana\n0255501002,Ben\n0255501002,Ben again\nnothing,Cy\n')
    .expect(200);
});
afterAll(async () => {
  await stopWorkers?.();
  await world?.close();
});

async function startWorkers(): Promise<() => Promise<void>> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { env } = world;
  const connection = await NativeConnection.connect({ address: env.TEMPORAL_ADDRESS });
  const activities = createActivities(dependenciesOf(world));
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue: queueName(env, TASK_QUEUES.calls),
      workflowBundle: { codePath: process.env.WORKFLOW_BUNDLE ?? '' },
    }),
    Worker.create({ connection, taskQueue: queueName(env, TASK_QUEUES.io), activities }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  return async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  };
}

async function ops(...typed: string[]): Promise<{ code: number; out: string }> {
  const lines: string[] = [];
  const add = (line: string) => lines.push(line);
  const code = await runCli(typed, {
    variables: { SERVER_URL: world.url, API_KEY },
    root: world.env.DATA_DIR,
    terminal: { out: add, err: add, isInteractive: false, redraw: () => {}, confirm: async () => false },
    signal: new AbortController().signal,
  });
  return { code, out: lines.join('\n') };
}

it('tells what a campaign would come to, beside another plan', async () => {
  const answer = await world.asAdmin
    .post(`/api/campaigns/${id}/preflight`)
    .send({ other: { lines: 1, requireConsent: true }, seed: 3 })
    .expect(200);
  expect(answer.body.data.state).toBe('ready');
  const result: Preflight = preflightSchema.parse(answer.body.data.result);
  expect(result).toMatchObject({
    waiting: 2,
    doubled: 1,
    invalid: 1,
    basis: { kind: 'assumed' },
    plan: { callable: 2, unknownAgents: [world.env.ELEVENLABS_AGENT_ID] },
    other: { callable: 0, never: 2, room: { lines: 1 }, blocks: [{ rule: 'consent.campaign', contacts: 2 }] },
  });
  expect(result.other?.forecast).toMatchObject({ calls: 0, skipped: [{ contacts: 2 }] });
  const again = await world.asAdmin.get(`/api/campaigns/${id}/preflights/${answer.body.data.id}`).expect(200);
  expect(again.body.data).toEqual(answer.body.data);
});

it('refuses what is no setting, no moment, no preflight; and whoever may not start the campaign', async () => {
  const path = `/api/campaigns/${id}/preflight`;
  const refused = await world.asAdmin
    .post(path)
    .send({ other: { line: 1 }, at: 'soon' })
    .expect(400);
  expect(refused.body.error.details).toEqual([
    expect.stringContaining('other.line: is no setting; there are'),
    'at: must be a moment such as 2026-11-21T09:00:00Z',
  ]);
  await world.asAdmin
    .post(path)
    .send({ other: { lines: 0 } })
    .expect(400);
  await world.asAdmin.get(`/api/campaigns/${id}/preflights/none`).expect(404);
  const viewer = await world.signedInAs('viewer');
  await viewer.post(path).send({}).expect(403);
});

it('is shown in a terminal', async () => {
  const shown = await ops('preflight', id);
  expect(shown).toMatchObject({ code: 0 });
  expect(shown.out).toMatch(/contacts that wait +2\n/);
  expect(shown.out).toMatch(/doubled in imports +1\n/);
  expect(shown.out).toMatch(/Australia\/Sydney/);
  const compared = await ops('forecast', id, '--other', '{"lines":2,"requireConsent":true}');
  expect(compared.code).toBe(0);
  expect(compared.out).toMatch(/as it is +other/);
  expect(compared.out).toMatch(/skipped by rule +none +consent.campaign 2/);
  expect(await ops('forecast', id)).toMatchObject({ code: 2 });
  expect(await ops('forecast', id, '--other', 'lines: 20')).toMatchObject({ code: 1 });
  expect(await ops('preflight', id, '--seed', 'many')).toMatchObject({ code: 2 });
});
