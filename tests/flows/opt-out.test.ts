import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { enrolmentIdOf } from '../../contracts/ids.ts';
import { ApiClient } from '../../ops/demo/api-client.ts';
import { Calls } from '../../platform/models/call.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { connectMongo } from '../../platform/mongo.ts';
import { until } from '../support/until.ts';
import { callsTo, toSandbox } from './requests.ts';
import { startWorld, type World } from './world.ts';

/** Somebody does not want to be called again, over real sockets: the sandbox's referee tells when, and what phones did. */
const PATIENCE_MS = 90_000;
let world: World;
let api: ApiClient;
let agentId: string;
beforeAll(async () => {
  world = await startWorld(['worker', 'api', 'bridge', 'sandbox']);
  api = new ApiClient(String(world.env.SERVER_URL), String(world.env.API_KEY));
  await connectMongo(world.env.MONGODB_URI);
  agentId = await agentWithTools();
}, 120_000);
afterAll(async () => {
  await mongoose.disconnect();
  await world?.end();
}, 60_000);

const tool = (name: string) => ({ type: 'client', name, expects_response: true, response_timeout_secs: 5 });

/** The sandbox's own agent, with the tools of docs/opt-out.md. */
async function agentWithTools(): Promise<string> {
  const agents = `/v1/convai/agents`;
  const own = world.env.ELEVENLABS_AGENT_ID;
  const { agent_id } = await toSandbox<{ agent_id: string }>(world, 'POST', `${agents}/${own}/duplicate`, {});
  const prompt = { tools: [tool('do_not_call'), tool('call_back')] };
  await toSandbox(world, 'PATCH', `${agents}/${agent_id}`, { conversation_config: { agent: { prompt } } });
  return agent_id;
}

/** A running campaign in which this person is called, at any time or never while the test runs. */
async function campaignFor(phone: string, name: string, calls: boolean): Promise<string> {
  const settings = {
    agentId,
    lines: 1,
    ringSeconds: 15,
    maxCallSeconds: 60,
    ...(calls ? {} : { window: notToday() }),
  };
  const { id } = await api.createCampaign({ name, settings });
  await api.importContacts(id, `phone,first_name\n${phone},Ana\n`);
  await api.start(id);
  return id;
}

function notToday() {
  const today = new Date().getUTCDay() || 7;
  const inThreeDays = ((today + 2) % 7) + 1;
  return { timeZone: 'UTC', days: [inThreeDays], from: '10:00', to: '11:00' };
}

/** When the agent's tool was answered, by the sandbox's clock. */
async function toolUsedAt(callId: string): Promise<number> {
  const found = await toSandbox<{ conversations: { conversation_id: string }[] }>(
    world,
    'GET',
    `/v1/convai/conversations?user_id=${callId}`,
  );
  const id = found.conversations[0]?.conversation_id;
  const { turns } = await toSandbox<{ turns: { tool: string | null; at: number }[] }>(
    world,
    'GET',
    `/sandbox/elevenlabs/conversations/${id}`,
  );
  return turns.find((turn) => turn.tool === 'do_not_call')?.at ?? Number.NaN;
}

/** A person who is called by one campaign and waits in two others, until nobody can call them any more; answers what came of it. */
async function storyOf(phone: string) {
  const waits = await Promise.all([
    campaignFor(phone, 'Not today', false),
    campaignFor(phone, 'Not today either', false),
  ]);
  const calls = await campaignFor(phone, 'Today', true);
  const contact = await until('the contact', () => Contacts.findOne({ phone }).lean());
  const waiting = waits.map((campaignId) => enrolmentIdOf(campaignId, contact._id));

  const canceledAt = await until(
    'nothing waits for them',
    async () => {
      const done = await Enrolments.countDocuments({
        _id: { $in: waiting },
        outcome: 'suppressed',
        state: 'done',
      });
      return done === waiting.length && Date.now();
    },
    PATIENCE_MS,
  );
  const call = await until(
    'the call is recorded',
    () => Calls.findOne({ campaignId: calls, phase: 'ended' }).lean(),
    PATIENCE_MS,
  );
  await until(
    'every campaign is completed',
    async () => {
      const all = await Promise.all([...waits, calls].map((id) => api.campaign(id)));
      return all.every(({ state }) => state === 'completed');
    },
    PATIENCE_MS,
  );
  const suppression = await Suppressions.findById(phone).lean();
  return {
    call,
    canceledAt,
    suppressedAt: suppression?.addedAt.getTime() ?? 0,
    seen: await callsTo(world, phone),
  };
}

function tell(what: string, from: number, to: number): void {
  process.stdout.write(`${what}: ${Math.round(to - from)} ms\n`);
}

describe('a person who waits in several campaigns', () => {
  it('tells the agent: suppressed at once, everything that waits is canceled, and the agent says goodbye', async () => {
    const { call, canceledAt, suppressedAt, seen } = await storyOf('+442079460682');
    const saidAt = await toolUsedAt(call._id);
    tell('From the tool to the list', saidAt, suppressedAt);
    tell('From the tool to the last canceled attempt', saidAt, canceledAt);
    tell('From the tool to the end of the call', saidAt, seen[0]?.endedAt ?? Number.NaN);
    expect(call).toMatchObject({ outcome: 'human', optedOut: 'tool', terminatedBy: 'agent' });
    expect(suppressedAt).toBeLessThanOrEqual(canceledAt);
    expect(seen).toHaveLength(1);
  }, 240_000);

  it('presses the key: the same, and hears that they will not be called again', async () => {
    const { call, canceledAt, suppressedAt, seen } = await storyOf('+442079460679');
    const pressedAt = seen[0]?.pressedAt ?? Number.NaN;
    tell('From the key to the list', pressedAt, suppressedAt);
    tell('From the key to the last canceled attempt', pressedAt, canceledAt);
    tell('From the key to the end of the call', pressedAt, seen[0]?.endedAt ?? Number.NaN);
    expect(call).toMatchObject({ outcome: 'human', optedOut: 'key', terminatedBy: 'us' });
    expect(suppressedAt).toBeLessThanOrEqual(canceledAt);
    expect(seen[0]?.heard.map(({ text }) => text)).toEqual(['You will not be called again. Goodbye.']);
    expect(seen).toHaveLength(1);
  }, 240_000);
});

it('a person who asks to be called tomorrow at three is noted for then', async () => {
  const id = await campaignFor('+442079460678', 'Call-backs', true);
  const call = await until(
    'the call is recorded',
    () => Calls.findOne({ campaignId: id, phase: 'ended' }).lean(),
    PATIENCE_MS,
  );
  expect(call.callBackAt?.toISOString()).toMatch(/T15:00:00.000Z$/);
  expect(call.callBackAt?.getTime()).toBeGreaterThan(Date.now());
  await api.act(id, 'stop');
}, 120_000);
