import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startVendor, type Vendor } from './support/elevenlabs.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { until, WEBHOOK_SECRET } from './support/world.ts';

describe("ElevenLabs' post-call webhooks", () => {
  let vendor: Vendor;
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
    vendor = await startVendor({ postCallUrl: `${receiver.url}/post-call` });
  });
  afterEach(async () => {
    await vendor.close();
    await receiver.close();
  });

  const finished = async (userId: string, agentId?: string) => {
    const client = await vendor.talk(userId, {}, agentId);
    await client.next('conversation_initiation_metadata');
    client.close();
    const id = await vendor.idOf(userId);
    await vendor.done(id);
    return id;
  };
  const constructed = ({ body, headers }: Receiver['received'][number], secret = WEBHOOK_SECRET) =>
    vendor.sdk.webhooks.constructEvent(body, String(headers['elevenlabs-signature']), secret);
  const deliveriesOf = async (id: string) =>
    (await vendor.seen(id)).deliveries.map(({ kind, result }) => [kind, result]);
  /** The webhook that is there from the start. */
  const firstWebhook = async () => (await vendor.sdk.webhooks.list({})).webhooks[0];
  const enableRetries = async (webhookId: string) =>
    vendor.sdk.webhooks.update(webhookId, { name: 'Post-call', isDisabled: false, retryEnabled: true });

  it('can be lost', async () => {
    await vendor.faults({ postCall: { drop: 1 } });
    const lost = await finished('lost');
    await until(async () => (await deliveriesOf(lost)).length > 0);
    await vendor.faults({});
    await finished('found');
    await until(() => receiver.received.length > 0);
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.user_id)).toEqual(['found']);
    expect(await deliveriesOf(lost)).toEqual([['dropped', 'withheld']]);
  });

  it('can come twice, the same to the letter', async () => {
    await vendor.faults({ postCall: { double: 1 } });
    await finished('twice');
    await until(() => receiver.received.length === 2);
    const [first, second] = receiver.received;
    expect(second?.body).toBe(first?.body);
  });

  it('can come late', async () => {
    await vendor.faults({ seed: 2, postCall: { delay: 1, maxDelayMs: 3000 } });
    const id = await finished('late');
    const doneAt = Date.now();
    await until(() => receiver.received[0]);
    expect(Date.now() - doneAt).toBeGreaterThan(150);
    expect(await vendor.struck()).toEqual({ 'postCall.delay': 1 });
    await until(async () => (await deliveriesOf(id)).length === 1);
  });

  it('is accompanied by a forgery and by an old copy, and tells whether they were refused', async () => {
    receiver.answers.push(...Array.from({ length: 3 }, () => ({ status: 401 })));
    await vendor.faults({ postCall: { badSignature: 1, stale: 1 } });
    const id = await finished('forged');
    await until(() => receiver.received.length === 3);
    const verdicts = await Promise.all(
      receiver.received.map((one) =>
        constructed(one).then(
          () => true,
          () => false,
        ),
      ),
    );
    expect(verdicts.filter(Boolean)).toHaveLength(1);
    const forged = receiver.received.filter(({ body }) => body.includes('FORGED'));
    expect(forged).toHaveLength(1);
    await until(async () => (await deliveriesOf(id)).length === 3);
    expect(await vendor.struck()).toMatchObject({
      'postCall.badSignature: refused': 1,
      'postCall.stale: refused': 1,
    });
  });

  it('is not tried again unless that is switched on, and then only where it may help', async () => {
    await vendor.faults({ postCall: { retryDelaysMs: [30, 40, 50, 60] } });
    receiver.answers.push({ status: 503 });
    const once = await finished('once');
    await until(async () => (await deliveriesOf(once)).length === 1);
    const webhook = await firstWebhook();
    await enableRetries(webhook?.webhookId ?? '');
    receiver.answers.push(
      { status: 503 },
      { status: 429 },
      { status: 408 },
      { status: 500 },
      { status: 200 },
    );
    const often = await finished('often');
    await until(async () => (await deliveriesOf(often)).length === 5);
    const results = [503, 429, 408, 500, 200];
    expect(await deliveriesOf(often)).toEqual(results.map((result, at) => [at ? 'retry' : 'first', result]));
    const bodies = receiver.received.filter(({ body }) => body.includes('often')).map(({ body }) => body);
    expect(new Set(bodies).size).toBe(1);
    receiver.answers.push({ status: 400 });
    const refused = await finished('refused');
    await until(async () => (await deliveriesOf(refused)).length === 1);
    receiver.answers.push({ status: 200 });
    await finished('after all that');
    await until(() => receiver.received.some(({ body }) => body.includes('after all that')));
    expect(await deliveriesOf(once)).toEqual([['first', 503]]);
    expect(await deliveriesOf(refused)).toEqual([['first', 400]]);
    expect((await firstWebhook())?.mostRecentFailureErrorCode).toBe(400);
  });

  it('is switched off after ten failures in a row where that is asked for, and on again by hand', async () => {
    await vendor.faults({
      postCall: { autoDisable: true, retryDelaysMs: Array.from({ length: 9 }, () => 5) },
    });
    const { webhookId = '' } = (await firstWebhook()) ?? {};
    await enableRetries(webhookId);
    receiver.answers.push(...Array.from({ length: 10 }, () => ({ status: 500 })));
    await finished('failing');
    await until(async () => (await firstWebhook())?.isAutoDisabled);
    expect(receiver.received).toHaveLength(10);
    const silent = await finished('silent');
    await enableRetries(webhookId);
    receiver.answers.push({ status: 200 });
    await finished('again');
    await until(() => receiver.received.length === 11);
    expect(receiver.received[10]?.body).toContain('again');
    expect(await deliveriesOf(silent)).toEqual([]);
  });

  it('is made, assigned and taken away through the API; transcript and audio come apart', async () => {
    const created = await vendor.sdk.webhooks.create({
      settings: { authType: 'hmac', name: 'Ours', webhookUrl: `${receiver.url}/ours` },
    });
    const secret = created.webhookSecret ?? '';
    expect(secret).toMatch(/^wsec_/);
    await vendor.sdk.conversationalAi.settings.update({
      webhooks: { postCallWebhookId: created.webhookId, events: ['transcript', 'audio'] },
    });
    const agentId = await vendor.createAgent({ agent: { first_message: 'Good day to you.' } });
    const client = await vendor.talk('recorded', {}, agentId);
    await client.next('audio', 2);
    client.close();
    await until(() => receiver.received.length === 2);
    expect(receiver.received.every(({ path }) => path === '/ours')).toBe(true);
    const audio = await until(() => receiver.received.find(({ body }) => body.includes('post_call_audio')));
    expect(audio.headers['transfer-encoding']).toBe('chunked');
    await constructed(audio, secret);
    const { data } = JSON.parse(audio.body);
    expect(Buffer.from(data.full_audio, 'base64').subarray(0, 4).toString()).toBe('RIFF');
    await vendor.sdk.webhooks.delete(created.webhookId);
    expect((await vendor.sdk.webhooks.list({})).webhooks.map(({ name }) => name)).toEqual(['Post-call']);
  });

  it('is never posted beyond this machine', async () => {
    const settings = { authType: 'hmac' as const, name: 'Far', webhookUrl: 'https://example.com/hook' };
    await expect(vendor.sdk.webhooks.create({ settings })).rejects.toMatchObject({ statusCode: 422 });
  });
});
