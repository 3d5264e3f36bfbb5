import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/server.ts';
import { converse } from './support/agent-client.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { AGENT_ID, API_KEY, startSandbox, until, WEBHOOK_SECRET } from './support/world.ts';

describe('the ElevenLabs SDK against the sandbox', () => {
  let sandbox: Sandbox;
  let receiver: Receiver;
  let client: ElevenLabsClient;

  beforeAll(async () => {
    receiver = await startReceiver();
    sandbox = await startSandbox({ postCallUrl: `${receiver.url}/post-call` });
    client = new ElevenLabsClient({ apiKey: API_KEY, baseUrl: sandbox.url, maxRetries: 0 });
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
  });

  const talk = async (userId: string) => {
    const { signedUrl } = await client.conversationalAi.conversations.getSignedUrl({ agentId: AGENT_ID });
    const agent = await converse(signedUrl, { user_id: userId, dynamic_variables: { first_name: 'Ana' } });
    await agent.next('agent_response');
    return agent;
  };
  const list = (more = {}) => client.conversationalAi.conversations.list({ agentId: AGENT_ID, ...more });

  it('signs an address at the sandbox itself', async () => {
    const { signedUrl } = await client.conversationalAi.conversations.getSignedUrl({ agentId: AGENT_ID });
    expect(signedUrl).toContain(`${sandbox.url.replace('http', 'ws')}/v1/convai/conversation?`);
  });

  it('creates, reads, changes and lists agents; what is stored drives how they behave', async () => {
    const { agentId } = await client.conversationalAi.agents.create({
      name: 'Second',
      conversationConfig: { agent: { firstMessage: 'Hello.', prompt: { prompt: 'Be brief.' } } },
    });
    await client.conversationalAi.agents.update(agentId, {
      conversationConfig: { tts: { agentOutputAudioFormat: 'ulaw_8000' } },
    });
    const agent = await client.conversationalAi.agents.get(agentId);
    expect(agent.conversationConfig.agent?.firstMessage).toBe('Hello.');
    expect(agent.conversationConfig.tts?.agentOutputAudioFormat).toBe('ulaw_8000');
    expect(agent.conversationConfig.asr?.userInputAudioFormat).toBe('pcm_16000');
    const first = await client.conversationalAi.agents.get(AGENT_ID);
    expect(first.conversationConfig.tts?.agentOutputAudioFormat).toBe('ulaw_8000');
    const { agents } = await client.conversationalAi.agents.list({});
    expect(agents.map((one) => one.agentId)).toEqual([agentId, AGENT_ID]);
  });

  it('takes a conversation from in-progress to done, with its turns and analysis only then', async () => {
    const agent = await talk('lead-1');
    const [live] = (await list({ userId: 'lead-1' })).conversations;
    expect(live?.status).toBe('in-progress');
    const id = live?.conversationId ?? '';
    const early = await client.conversationalAi.conversations.get(id);
    expect([early.transcript, early.analysis]).toEqual([[], undefined]);
    expect(await client.conversationalAi.analytics.liveCount.get({})).toMatchObject({ count: 1 });
    agent.send({ type: 'user_message', text: 'No thanks, I am not interested.' });
    await until(() => agent.closed);
    const done = await until(async () => {
      const conversation = await client.conversationalAi.conversations.get(id);
      return conversation.status === 'done' && conversation;
    });
    expect(done.transcript.map(({ role, message }) => [role, message ?? null])).toEqual([
      ['agent', expect.stringContaining('Hi')],
      ['user', 'No thanks, I am not interested.'],
      ['agent', expect.stringContaining('No problem')],
      ['agent', null],
    ]);
    expect(done.analysis).toMatchObject({ callSuccessful: 'failure', callSummaryTitle: 'Not interested' });
    expect(done.metadata.terminationReason).toBe('end_call tool was called.');
    expect(done.userId).toBe('lead-1');
  });

  it('posts the finished conversation once, signed so that the SDK agrees', async () => {
    const agent = await talk('lead-2');
    agent.close();
    const post = await until(() => receiver.received.find(({ body }) => body.includes('"user_id":"lead-2"')));
    const signature = String(post.headers['elevenlabs-signature']);
    const event = await client.webhooks.constructEvent(post.body, signature, WEBHOOK_SECRET);
    expect(event).toMatchObject({ type: 'post_call_transcription', data: { status: 'done' } });
    await expect(
      client.webhooks.constructEvent(`${post.body} `, signature, WEBHOOK_SECRET),
    ).rejects.toThrow();
  });

  it('pages by cursor and leaves out statuses', async () => {
    const agents = [await talk('lead-3'), await talk('lead-4'), await talk('lead-5')];
    const first = await list({ pageSize: 2 });
    expect(first.conversations).toHaveLength(2);
    expect(first.hasMore).toBe(true);
    const second = await list({ pageSize: 2, cursor: first.nextCursor });
    const ids = [...first.conversations, ...second.conversations].map((one) => one.conversationId);
    expect(new Set(ids).size).toBe(4);
    const over = await list({ excludeStatuses: ['in-progress', 'initiated', 'processing'] });
    expect(over.conversations.every((one) => one.status === 'done')).toBe(true);
    for (const agent of agents) agent.close();
  });

  it('words its errors as ElevenLabs does', async () => {
    const stranger = new ElevenLabsClient({ apiKey: 'wrong', baseUrl: sandbox.url, maxRetries: 0 });
    await expect(stranger.conversationalAi.agents.get(AGENT_ID)).rejects.toMatchObject({
      statusCode: 401,
      body: { detail: { status: 'invalid_api_key' } },
    });
    await expect(client.conversationalAi.conversations.get('conv_none')).rejects.toMatchObject({
      statusCode: 404,
      body: { detail: { code: 'conversation_not_found' } },
    });
    await expect(
      client.conversationalAi.conversations.getSignedUrl({ agentId: 'nobody' }),
    ).rejects.toMatchObject({
      statusCode: 404,
    });
    await expect(list({ pageSize: 101 })).rejects.toMatchObject({ statusCode: 422 });
  });

  it('deletes a conversation', async () => {
    const agent = await talk('lead-6');
    const [conversation] = (await list({ userId: 'lead-6' })).conversations;
    const id = conversation?.conversationId ?? '';
    agent.close();
    await client.conversationalAi.conversations.delete(id);
    await expect(client.conversationalAi.conversations.get(id)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('tells the subscription', async () => {
    expect(await client.user.subscription.get()).toMatchObject({ tier: 'sandbox', status: 'active' });
  });
});
