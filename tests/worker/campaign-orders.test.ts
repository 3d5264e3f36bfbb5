import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import fc from 'fast-check';
import { ensureLines } from '../../activities/lines.ts';
import type { CampaignState } from '../../contracts/campaign.ts';
import { NEXT_STATES } from '../../contracts/campaign-states.ts';
import type { TimelineItem } from '../../contracts/http/campaign-edits.ts';
import { campaignWorkflowId } from '../../contracts/ids.ts';
import { stateKey } from '../../contracts/workflow-api.ts';
import { Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { createWorkers } from '../../worker/workers.ts';
import { dependenciesOf } from '../api/support/dependencies.ts';
import { type ApiWorld, startApiWorld } from '../api/support/world.ts';
import { until } from '../support/until.ts';

/**
 * Ten orders of what people do to a campaign, through the API, with the worker, the database and the sandbox as they
 * are. Every number is one that Twilio refuses, so that attempts are over at once.
 */
const SEED = 20261122;
const SCRIPTS = 10;
const AT_ONCE = 5;
const SECRET = 'a-secret-of-sixteen-and-more-characters';
const NUMBER = '+61255501000';

let world: ApiWorld;
let sandbox: Sandbox;
let stop: () => Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const accountSid = `AC${'7'.repeat(32)}`;
  sandbox = await createSandbox({
    port: 0,
    accountSid,
    authToken: SECRET,
    callerIds: [NUMBER],
    apiKey: SECRET,
    agentId: 'agent_test',
    webhookSecret: SECRET,
    cps: 1000,
  });
  world = await startApiWorld({
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: SECRET,
    TWILIO_PHONE_NUMBER: NUMBER,
    TWILIO_BASE_URL: sandbox.url,
    TWILIO_CPS: '50',
    ELEVENLABS_API_KEY: SECRET,
    ELEVENLABS_AGENT_ID: 'agent_test',
    ELEVENLABS_WEBHOOK_SECRET: SECRET,
    ELEVENLABS_BASE_URL: sandbox.url,
    CALLING_RULES: 'none',
    SERVER_URL: 'http://127.0.0.1:9',
  });
  const { env } = world;
  await ensureLines(20);
  const connection = await NativeConnection.connect({ address: env.TEMPORAL_ADDRESS });
  const workers = await createWorkers(connection, dependenciesOf(world), {
    codePath: process.env.WORKFLOW_BUNDLE ?? '',
  });
  const running = Promise.all(workers.map((worker) => worker.run()));
  stop = async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  };
}, 60_000);
afterAll(async () => {
  await stop?.();
  await world?.close();
  await sandbox?.close();
}, 60_000);

type Move = 'pause' | 'resume' | 'stop' | 'edit' | 'import' | 'redial';
const scriptArb = fc.array(
  fc.array(fc.constantFrom<Move[]>('pause', 'resume', 'resume', 'edit', 'import', 'redial', 'stop'), {
    minLength: 1,
    maxLength: 3,
  }),
  { minLength: 2, maxLength: 5 },
);

let numbers = 0;
let keys = 0;

/** What makes no sense now is refused (409), and what a busy machine did not answer in time may have happened or not (503). */
async function play(id: string, move: Move): Promise<void> {
  const { status, body } = await send(id, move);
  if (![200, 409, 503].includes(status)) throw new Error(`${move}: ${status} ${JSON.stringify(body.error)}`);
}

function send(id: string, move: Move) {
  const at = (path: string) => world.asAdmin.post(`/api/campaigns/${id}/${path}`);
  if (move === 'edit') {
    return world.asAdmin.patch(`/api/campaigns/${id}`).send({ settings: { lines: 1 + (keys++ % 4) } });
  }
  if (move === 'import') return at('contacts').type('text/csv').send(file(2));
  if (move !== 'redial') return at(move).send({});
  keys += 1;
  return at('redial')
    .set('Idempotency-Key', `redial-${keys}`)
    .send({ outcomes: ['invalid_number'] });
}

/** Numbers whose last digits have the sandbox refuse them. */
function file(count: number): string {
  const rows = Array.from({ length: count }, () => {
    numbers += 1;
    return `+612701${String(numbers).padStart(3, '0')}84`;
  });
  return ['phone', ...rows].join('\n');
}

async function run(script: Move[][]): Promise<string> {
  const { id } = (await world.asAdmin.post('/api/campaigns').send({ name: 'Orders' }).expect(201)).body.data;
  await world.asAdmin.post(`/api/campaigns/${id}/contacts`).type('text/csv').send(file(3)).expect(200);
  await world.asAdmin.post(`/api/campaigns/${id}/start`).expect(200);
  for (const batch of script) await Promise.all(batch.map((move) => play(id, move)));
  await until(`the campaign ends: ${JSON.stringify(script)}`, () => hasEnded(id), 150_000).catch(
    async (error) => {
      const { state, reason } = (await Campaigns.findById(id).lean()) ?? {};
      const open = await Enrolments.find({ campaignId: id, state: { $ne: 'done' } }).lean();
      const calls = await Calls.find({ _id: { $in: open.flatMap(({ callId }) => callId ?? []) } }).lean();
      throw new Error(JSON.stringify({ what: error.message, state, reason, open, calls }));
    },
  );
  return id;
}

async function hasEnded(id: string): Promise<boolean> {
  const handle = world.temporal.workflow.getHandle(campaignWorkflowId(id));
  const { status } = await handle.describe();
  if (status.name === 'RUNNING') await play(id, 'resume');
  const open = await Enrolments.countDocuments({ campaignId: id, state: { $ne: 'done' } });
  return status.name === 'COMPLETED' && open === 0;
}

async function faultsOf(id: string): Promise<string[]> {
  const record = await Campaigns.findById(id).lean();
  const handle = world.temporal.workflow.getHandle(campaignWorkflowId(id));
  const { typedSearchAttributes } = await handle.describe();
  const state = typedSearchAttributes.get(stateKey);
  const faults = record?.state === state ? [] : [`recorded as ${record?.state}, but ${state}`];
  for (const { _id, contactId, attempts, deferrals } of await Enrolments.find({ campaignId: id }).lean()) {
    const dialed = await Calls.countDocuments({ campaignId: id, contactId, outcome: 'invalid_number' });
    if (dialed !== attempts - deferrals)
      faults.push(`${_id} was dialed ${dialed} times, ${attempts} attempts`);
  }
  return [...faults, ...(await forbiddenMoves(id))];
}

async function forbiddenMoves(id: string): Promise<string[]> {
  const { data } = (await world.asAdmin.get(`/api/campaigns/${id}/timeline?limit=200`).expect(200)).body;
  const states = (data.items as TimelineItem[])
    .flatMap((item): CampaignState[] => (item.kind === 'state' ? [item.state] : []))
    .reverse();
  return states.flatMap((state, index) => {
    const before = states[index - 1] ?? 'draft';
    return NEXT_STATES[before].includes(state) ? [] : [`${before} → ${state}`];
  });
}

it('holds with everything as it is', async () => {
  const scripts = fc.sample(scriptArb, { seed: SEED, numRuns: SCRIPTS });
  const ids: string[] = [];
  const left = scripts.entries();
  const player = async () => {
    for (const [index, script] of left) ids[index] = await run(script);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, player));
  const faults = await Promise.all(ids.map(faultsOf));
  const told = faults.flatMap((one, index) =>
    one.map((fault) => `seed ${SEED}, ${JSON.stringify(scripts[index])}: ${fault}`),
  );
  expect(told).toEqual([]);
}, 240_000);
