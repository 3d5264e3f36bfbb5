import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

const ACCOUNT_SID = `AC${'0'.repeat(32)}`;
const SECRET = 'a-secret-of-sixteen-and-more-characters';
/** An agent that is not set up for a telephone, and allows nothing. */
const PLAIN = {
  name: 'Plain',
  conversation_config: {
    agent: {
      first_message: 'Hello {{first_name}}, about {{ plan }} in {{system__timezone}}',
      language: 'de',
      dynamic_variables: { dynamic_variable_placeholders: { first_name: 'there', unused: 'x' } },
      prompt: {
        prompt: 'Speak of {{plan}} and {{price}}.',
        tool_ids: ['tool_1'],
        tools: [{ type: 'client', name: 'do_not_call' }],
        built_in_tools: { end_call: {} },
      },
    },
  },
};

let sandbox: Sandbox;
let world: ApiWorld;
let plain: string;

beforeAll(async () => {
  sandbox = await createSandbox({
    accountSid: ACCOUNT_SID,
    authToken: SECRET,
    callerIds: [],
    apiKey: SECRET,
    agentId: 'agent_test',
    webhookSecret: SECRET,
  });
  world = await startApiWorld({ ELEVENLABS_API_KEY: SECRET, ELEVENLABS_BASE_URL: sandbox.url });
  const made = await fetch(`${sandbox.url}/v1/convai/agents/create`, {
    method: 'POST',
    headers: { 'xi-api-key': SECRET, 'content-type': 'application/json' },
    body: JSON.stringify(PLAIN),
  });
  plain = ((await made.json()) as { agent_id: string }).agent_id;
});
afterAll(async () => {
  await world?.close();
  await sandbox?.close();
});

describe('GET /api/agents', () => {
  it('pages through the agents, and searches', async () => {
    const first = await world.asAdmin.get('/api/agents?limit=1');
    expect(first.body.data).toMatchObject({
      items: [{ id: plain, name: 'Plain', lastCallAt: null }],
      nextCursor: expect.any(String),
    });
    const second = await world.asAdmin.get(`/api/agents?limit=1&cursor=${first.body.data.nextCursor}`);
    expect(second.body.data).toMatchObject({ items: [{ id: 'agent_test' }], nextCursor: null });
    const found = await world.asAdmin.get('/api/agents?search=plain');
    expect(found.body.data.items).toHaveLength(1);
  });

  it('shows what a campaign has to know of an agent', async () => {
    expect((await world.asAdmin.get(`/api/agents/${plain}`)).body.data).toEqual({
      id: plain,
      name: 'Plain',
      language: 'de',
      firstMessage: PLAIN.conversation_config.agent.first_message,
      formats: { input: 'pcm_16000', output: 'pcm_16000' },
      transcodes: true,
      overrides: { firstMessage: false, language: false, prompt: false, voiceId: false },
      variables: [
        { name: 'plan', hasDefault: false, usedIn: ['prompt', 'firstMessage'] },
        { name: 'price', hasDefault: false, usedIn: ['prompt'] },
        { name: 'first_name', hasDefault: true, usedIn: ['firstMessage'] },
        { name: 'unused', hasDefault: true, usedIn: [] },
      ],
      tools: [
        { name: 'do_not_call', type: 'client' },
        { name: 'tool_1', type: 'by id' },
        { name: 'end_call', type: 'system' },
      ],
    });
    const telephone = await world.asAdmin.get('/api/agents/agent_test');
    expect(telephone.body.data).toMatchObject({
      transcodes: false,
      overrides: { firstMessage: true, language: true, prompt: true, voiceId: false },
    });
  });

  it('knows none that is not there', async () => {
    expect((await world.asAdmin.get('/api/agents/agent_nobody')).status).toBe(404);
  });

  it('says so when the key is refused, or nobody answers', async () => {
    const wrong = await startElsewhere({ ELEVENLABS_API_KEY: 'another-key-of-sixteen-characters' });
    expect(wrong).toMatchObject({ status: 503, message: expect.stringContaining('refuses the key (401)') });
    const nobody = await startElsewhere({ ELEVENLABS_BASE_URL: 'http://127.0.0.1:9' });
    expect(nobody).toMatchObject({ status: 503, message: expect.stringContaining('does not answer') });
  });

  async function startElsewhere(over: object) {
    const { createAgentReader } = await import('../../platform/agent-reader.ts');
    const agents = world.deps.agents;
    world.deps.agents = createAgentReader({ ...world.env, ...over });
    const { status, body } = await world.asAdmin.get('/api/agents');
    world.deps.agents = agents;
    return { status, message: body.error?.message };
  }
});

describe('the agents that a campaign names', () => {
  const create = (settings: object) => world.asAdmin.post('/api/campaigns').send({ name: 'C', settings });

  it('are taken with overrides that they allow', async () => {
    const answer = await create({
      agents: [{ agentId: 'agent_test', weight: 3 }],
      overrides: { firstMessage: 'Hello', language: 'en' },
    });
    expect(answer.status).toBe(201);
  });

  it.each([
    [
      'an agent that is not there',
      { agentId: 'agent_nobody' },
      ['settings: ElevenLabs has no agent agent_nobody'],
    ],
    [
      'overrides that the agent does not allow',
      { overrides: { voiceId: 'v', language: 'en' } },
      [expect.stringMatching(/does not allow its voiceId to be overridden.*leave overrides.voiceId out/)],
    ],
    [
      'an agent twice',
      { agents: [{ agentId: 'a' }, { agentId: 'a' }] },
      [expect.stringContaining('names an agent twice')],
    ],
    [
      'a prompt that is too long for a call',
      { overrides: { prompt: 'x'.repeat(401) } },
      [
        "settings.overrides.prompt: must have at most 400 characters: it travels in a parameter of Twilio's stream",
      ],
    ],
    [
      'overrides that XML makes too long',
      { overrides: { prompt: '"'.repeat(390) } },
      [expect.stringContaining('are too long together')],
    ],
  ])('are refused with what would do: %s', async (_, settings, details) => {
    const answer = await create(settings);
    expect([answer.status, answer.body.error.details]).toEqual([400, details]);
  });
});
