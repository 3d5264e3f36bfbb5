import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startVendor, type Vendor } from './support/elevenlabs.ts';
import { until } from './support/world.ts';

describe('the agents that the sandbox has at once', () => {
  let vendor: Vendor;
  beforeAll(async () => {
    vendor = await startVendor();
  });
  afterEach(() => vendor.faults({}));
  afterAll(() => vendor.close());

  const createAgent = (callLimits: object, queueing: object = { enabled: false }) =>
    vendor.createAgent(
      { agent: { first_message: 'Good day.' } },
      { call_limits: callLimits, queueing_config: queueing },
    );
  const statuses = (client: Awaited<ReturnType<Vendor['talk']>>) =>
    client
      .of('queue_status')
      .map(
        (message) =>
          (message as never as { queue_status_event: { status: string } }).queue_status_event.status,
      );

  it('rejects one more than an agent may have', async () => {
    const agentId = await createAgent({ agent_concurrency_limit: 1 });
    const first = await vendor.talk('first', {}, agentId);
    await first.next('agent_response');
    const second = await vendor.talk('second', {}, agentId);
    expect(await until(() => second.closed)).toEqual({
      code: 3008,
      reason: 'too many concurrent connections',
    });
    expect(second.messages).toEqual([]);
    first.close();
    await until(() => first.closed);
    const third = await vendor.talk('third', {}, agentId);
    await third.next('agent_response');
    third.close();
  });

  it('holds one in a queue, discards what it sends, and admits it when a place is free', async () => {
    const agentId = await createAgent(
      { agent_concurrency_limit: 1 },
      { enabled: true, wait_timeout_seconds: 60 },
    );
    const first = await vendor.talk('holder', {}, agentId);
    await first.next('agent_response');
    const second = await vendor.talk('waiter', {}, agentId);
    await second.next('queue_status');
    second.send({ type: 'user_message', text: 'Is anybody there?' });
    await second.next('audio', 2);
    expect(second.messages.slice(0, 2).map(({ type }) => type)).toEqual([
      'conversation_initiation_metadata',
      'ping',
    ]);
    expect(statuses(second)).toEqual(['waiting']);
    expect(second.of('agent_response')).toEqual([]);
    const id = await vendor.idOf('waiter');
    expect((await vendor.sdk.conversationalAi.conversations.get(id)).status).toBe('initiated');
    first.close();
    await second.next('agent_response');
    expect(statuses(second)).toEqual(['waiting', 'admitted']);
    second.close();
    const done = await vendor.done(id);
    expect(done.transcript.map(({ role }) => role)).toEqual(['agent']);
    expect(done.metadata.queueWaitSecs).toBeGreaterThanOrEqual(1);
    expect(done.metadata.callDurationSecs).toBeLessThan(done.metadata.queueWaitSecs as number);
  });

  it.each([[4300], [3008]])('gives up waiting with %i', async (code) => {
    await vendor.faults({ socket: { queueTimeoutCode: code } });
    const agentId = await createAgent(
      { agent_concurrency_limit: 0 },
      { enabled: true, wait_timeout_seconds: 0.3 },
    );
    const client = await vendor.talk(`gives-up-${code}`, {}, agentId);
    expect(await until(() => client.closed)).toMatchObject({ code });
    expect(statuses(client)).toEqual(['waiting', 'timed_out']);
  });

  it('lets nobody in who left the queue', async () => {
    const agentId = await createAgent(
      { agent_concurrency_limit: 1 },
      { enabled: true, wait_timeout_seconds: 60 },
    );
    const first = await vendor.talk('one', {}, agentId);
    await first.next('agent_response');
    const second = await vendor.talk('two', {}, agentId);
    await second.next('queue_status');
    second.close();
    await until(() => second.closed);
    const third = await vendor.talk('three', {}, agentId);
    await third.next('queue_status');
    first.close();
    await third.next('agent_response');
    expect(statuses(second)).toEqual(['waiting']);
    third.close();
  });

  it('bursts up to three times the limit of the workspace, where the agent allows it', async () => {
    await vendor.faults({ limits: { concurrency: 1 } });
    const bursting = await createAgent({ bursting_enabled: true });
    const steady = await createAgent({ bursting_enabled: false });
    const join = async (user: string) => {
      const client = await vendor.talk(user, {}, bursting);
      await client.next('agent_response');
      return client;
    };
    const clients = [await join('b-1')];
    const refused = await vendor.talk('s-1', {}, steady);
    expect(await until(() => refused.closed)).toMatchObject({ code: 3008 });
    clients.push(await join('b-2'), await join('b-3'));
    const tooMany = await vendor.talk('b-4', {}, bursting);
    expect(await until(() => tooMany.closed)).toMatchObject({ code: 3008 });
    const bursts = await Promise.all(
      ['b-1', 'b-2', 'b-3'].map(async (user) => (await vendor.seen(await vendor.idOf(user))).isBurst),
    );
    expect(bursts).toEqual([false, true, true]);
    for (const client of clients) client.close();
    await until(() => clients.every(({ closed }) => closed));
  });
});
