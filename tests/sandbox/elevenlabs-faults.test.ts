import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startVendor, type Vendor } from './support/elevenlabs.ts';
import { AGENT_ID, until } from './support/world.ts';

describe('standing faults of ElevenLabs', () => {
  let vendor: Vendor;
  beforeAll(async () => {
    vendor = await startVendor();
  });
  afterAll(() => vendor.close());

  const finished = async (userId: string) => {
    const client = await vendor.talk(userId);
    await client.next('agent_response');
    client.send({ type: 'user_message', text: 'No thanks, I am not interested.' });
    await until(() => client.closed);
    return client;
  };

  it('are off at first, are replaced as a whole, and are counted', async () => {
    expect((await vendor.control('/faults')).body).toEqual({ seed: 1, done: {} });
    await vendor.faults({ seed: 7, rest: { '500': 0.5 } });
    await vendor.faults({ postCall: { drop: 1 } });
    expect((await vendor.control('/faults')).body).toEqual({ postCall: { drop: 1 }, seed: 1, done: {} });
    expect((await vendor.faults({})).body).toEqual({ seed: 1, done: {} });
  });

  it('names what is wrong with a set, and keeps the one before', async () => {
    await vendor.faults({ seed: 3 });
    const wrong = { postCall: { drop: 2 }, status: { processingMs: [9, 1] }, sokcet: {} };
    const { status, body } = await vendor.faults(wrong);
    expect(status).toBe(400);
    const faults = (body as { wrong: string[] }).wrong.join('\n');
    expect(faults).toMatch(
      /postCall\.drop[\s\S]*status\.processingMs: The first must not be above the second/,
    );
    expect(faults).toContain('sokcet');
    expect((await vendor.control('/faults')).body).toMatchObject({ seed: 3 });
    expect((await vendor.control('/faults', { method: 'PUT', body: '{' })).status).toBe(400);
    await vendor.faults({});
  });

  it('answers 429 in both kinds and 500, in the words of ElevenLabs', async () => {
    const get = () => vendor.sdk.conversationalAi.agents.get(AGENT_ID);
    await vendor.faults({ rest: { '429': 1 } });
    await expect(get()).rejects.toMatchObject({
      statusCode: 429,
      body: { detail: { code: 'rate_limit_exceeded' } },
    });
    await vendor.faults({ rest: { '429 concurrent': 1 } });
    await expect(get()).rejects.toMatchObject({
      statusCode: 429,
      body: { detail: { code: 'concurrent_limit_exceeded', status: 'too_many_concurrent_requests' } },
    });
    await vendor.faults({ rest: { '500': 1 } });
    await expect(get()).rejects.toMatchObject({ statusCode: 500 });
    expect(await vendor.struck()).toEqual({ 'rest.500': 1 });
    await vendor.faults({});
    await expect(get()).resolves.toMatchObject({ agentId: AGENT_ID });
  });

  it('lets who asks again get on, when not every request fails', async () => {
    await vendor.faults({ seed: 1, rest: { '500': 0.5 } });
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, () => vendor.sdk.conversationalAi.agents.get(AGENT_ID)),
    );
    await vendor.faults({});
    const got = answers.filter(({ status }) => status === 'fulfilled').length;
    expect(got).toBeGreaterThan(3);
    expect(got).toBeLessThan(17);
  });

  it('strikes the same calls under the same seed, whatever the order in which they come', async () => {
    const users = Array.from({ length: 8 }, (_, at) => `call-${at}`);
    const refused = async (order: string[]) => {
      const other = await startVendor();
      await other.faults({ seed: 5, socket: { refuse: 0.5 } });
      const codes = new Map<string, number>();
      for (const user of order) {
        const client = await other.talk(user);
        await until(() => client.closed ?? client.messages[0]);
        codes.set(user, client.closed?.code ?? 0);
        client.close();
      }
      await other.close();
      return users.filter((user) => codes.get(user) === 1008);
    };
    const first = await refused(users);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(users.length);
    expect(await refused([...users].reverse())).toEqual(first);
  });

  it('hides a conversation in its first moments', async () => {
    await vendor.faults({ status: { hiddenMs: [2500, 2500] } });
    const client = await vendor.talk('hidden');
    const metadata = (await client.next('conversation_initiation_metadata')) as never as {
      conversation_initiation_metadata_event: { conversation_id: string };
    };
    const { conversation_id: id } = metadata.conversation_initiation_metadata_event;
    const { conversations } = vendor.sdk.conversationalAi;
    await expect(conversations.get(id)).rejects.toMatchObject({ statusCode: 404 });
    expect((await conversations.list({ userId: 'hidden' })).conversations).toEqual([]);
    expect(await vendor.idOf('hidden')).toBe(id);
    client.close();
    await vendor.done(id);
  });

  it('shows a conversation as initiated for a while, then as in progress', async () => {
    const { conversations } = vendor.sdk.conversationalAi;
    await vendor.faults({ status: { initiatedMs: [60_000, 60_000] } });
    const first = await vendor.talk('initiated');
    await first.next('agent_response');
    expect((await conversations.get(await vendor.idOf('initiated'))).status).toBe('initiated');
    await vendor.faults({ status: { initiatedMs: [500, 500] } });
    const second = await vendor.talk('soon-in-progress');
    await second.next('agent_response');
    const id = await vendor.idOf('soon-in-progress');
    const inProgress = await until(async () => {
      const conversation = await conversations.get(id);
      return conversation.status === 'in-progress' && conversation;
    });
    expect([inProgress.transcript, inProgress.analysis]).toEqual([[], undefined]);
    for (const client of [first, second]) client.close();
    await until(() => first.closed && second.closed);
  });

  it('leaves a conversation initiated or processing for ever', async () => {
    await vendor.faults({ status: { stuckInitiated: 1 } });
    await finished('stuck-1');
    const initiated = await vendor.idOf('stuck-1');
    await vendor.faults({ status: { stuckProcessing: 1 } });
    await finished('stuck-2');
    const processing = await vendor.idOf('stuck-2');
    await vendor.faults({});
    await finished('not-stuck');
    await vendor.done(await vendor.idOf('not-stuck'));
    const { conversations } = vendor.sdk.conversationalAi;
    expect(await conversations.get(initiated)).toMatchObject({ status: 'initiated', transcript: [] });
    expect(await conversations.get(processing)).toMatchObject({ status: 'processing', transcript: [] });
    expect(await vendor.sdk.conversationalAi.analytics.liveCount.get({})).toMatchObject({ count: 0 });
  });

  it('ends as failed with its error, or as done without an analysis', async () => {
    await vendor.faults({ status: { failed: 1 } });
    await finished('failed');
    const failed = await until(async () => {
      const conversation = await vendor.sdk.conversationalAi.conversations.get(await vendor.idOf('failed'));
      return conversation.status === 'failed' && conversation;
    });
    expect(failed.metadata.error).toMatchObject({ code: 1011 });
    await vendor.faults({ status: { nullAnalysis: 1, processingMs: [2500, 2500] } });
    await finished('unjudged');
    const id = await vendor.idOf('unjudged');
    expect((await vendor.sdk.conversationalAi.conversations.get(id)).status).toBe('processing');
    const done = await vendor.done(id);
    expect(done.transcript.length).toBeGreaterThan(2);
    expect(done.analysis).toBeUndefined();
    await vendor.faults({});
  });
});
