import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import type { Sandbox } from '../../sandbox/server.ts';
import { ACCOUNT_SID, CALLER, startSandbox, twilioClient, until } from './support/world.ts';

const TWIML = '<Response><Pause length="30"/></Response>';

describe('the twilio SDK against the sandbox', () => {
  let sandbox: Sandbox;
  let client: ReturnType<typeof twilioClient>;

  beforeAll(async () => {
    sandbox = await startSandbox();
    client = twilioClient(sandbox);
  });
  afterAll(() => sandbox.close());

  const create = (to: string, more = {}) => client.calls.create({ to, from: CALLER, twiml: TWIML, ...more });
  const refusal = (parameters: object) =>
    create('+61491570156', parameters).then(
      () => undefined,
      (error: unknown) => (error instanceof twilio.RestException ? [error.status, error.code] : error),
    );

  it('creates a call that is queued, without dates and price', async () => {
    const call = await create('+61255502010');
    expect(call.sid).toMatch(/^CA[0-9a-f]{32}$/);
    expect(call).toMatchObject({
      status: 'queued',
      direction: 'outbound-api',
      to: '+61255502010',
      price: null,
    });
    expect([call.startTime, call.endTime]).toEqual([null, null]);
  });

  it('fetches a call as it goes on, and hangs up by update', async () => {
    const { sid } = await create('+61255502011');
    await until(async () => (await client.calls(sid).fetch()).status === 'in-progress');
    const ended = await client.calls(sid).update({ status: 'completed' });
    expect(ended.status).toBe('completed');
    expect(ended.endTime).toBeInstanceOf(Date);
    await expect(client.calls(sid).update({ status: 'completed' })).rejects.toMatchObject({
      status: 400,
      code: 21220,
    });
  });

  it('lists by To and Status, and pages by token without doubling or skipping', async () => {
    const made: string[] = [];
    for (let nth = 0; nth < 7; nth++) made.push((await create('+61255502025')).sid);
    await until(async () => (await client.calls.list({ to: '+61255502025', status: 'busy' })).length === 7);
    const listed = await client.calls.list({ to: '+61255502025', pageSize: 3 });
    expect(listed.map((call) => call.sid)).toEqual(made.reverse());
    const page = await client.calls.page({ to: '+61255502025', pageSize: 3 });
    await create('+61255502025');
    const next = await page.nextPage();
    expect(next?.instances.map((call) => call.sid)).toEqual(made.slice(3, 6));
  });

  it('filters by StartTime, which a call in the queue does not have', async () => {
    const hour = 3_600_000;
    const all = { to: '+61255502025', limit: 50 };
    const since = await client.calls.list({ ...all, startTimeAfter: new Date(Date.now() - hour) });
    expect(since.length).toBeGreaterThanOrEqual(7);
    expect(await client.calls.list({ ...all, startTimeBefore: new Date(Date.now() - hour) })).toEqual([]);
  });

  it('words its errors as Twilio does', async () => {
    expect(await refusal({ to: '12' })).toEqual([400, 21211]);
    expect(await refusal({ to: CALLER })).toEqual([400, 21211]);
    expect(await refusal({ to: '+61255502084' })).toEqual([400, 21211]);
    expect(await refusal({ to: '+15005550003' })).toEqual([400, 21215]);
    expect(await refusal({ from: '+61255509999' })).toEqual([400, 21210]);
    expect(await refusal({ from: 'nobody' })).toEqual([400, 21212]);
    expect(await refusal({ twiml: 'x'.repeat(4001) })).toEqual([400, 32018]);
    expect(await refusal({ twiml: undefined, url: 'not a url' })).toEqual([400, 21205]);
    expect(await refusal({ timeout: 601 })).toEqual([400, 21208]);
    expect(await refusal({ statusCallback: 'http://bad_host/x' })).toEqual([400, 21609]);
    expect(await refusal({ statusCallback: 'http://h.example/', statusCallbackEvent: ['dialed'] })).toEqual([
      400, 21626,
    ]);
    expect(await refusal({ machineDetection: 'Enable', machineDetectionTimeout: 2 })).toEqual([400, 21234]);
  });

  it('refuses wrong credentials and unknown things', async () => {
    const stranger = twilio(ACCOUNT_SID, 'not the token at all');
    stranger.api.baseUrl = sandbox.url;
    await expect(stranger.balance.fetch()).rejects.toMatchObject({ status: 401, code: 20003 });
    await expect(client.calls(`CA${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
  });

  it('answers balance and account', async () => {
    expect(await client.balance.fetch()).toMatchObject({ balance: '1000.00', currency: 'USD' });
    expect(await client.api.accounts(ACCOUNT_SID).fetch()).toMatchObject({ status: 'active', type: 'Full' });
  });

  it('fails the next creates on demand, and does not count them as calls', async () => {
    const before = sandbox.referee.report().createsAccepted;
    const asked = await fetch(`${sandbox.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status: 503, count: 1 }),
    });
    expect(asked.status).toBe(204);
    expect(await refusal({})).toEqual([503, 20503]);
    expect(sandbox.referee.report().createsAccepted).toBe(before);
    await expect(create('+61491570156')).resolves.toMatchObject({ status: 'queued' });
  });
});
