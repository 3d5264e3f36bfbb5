import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import type { Sandbox } from '../../sandbox/server.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { AUTH_TOKEN, CALLER, control, QUICK, startSandbox, twilioClient, until } from './support/world.ts';

const EVENTS = ['initiated', 'ringing', 'answered', 'completed'];
/** All answer, and none has faults of its own. */
const NUMBERS = Array.from({ length: 40 }, (_, nth) => `+6125550${31 + Math.floor(nth / 7)}${nth % 7}0`);

describe('standing faults', () => {
  let sandbox: Sandbox;
  let receiver: Receiver;
  let client: ReturnType<typeof twilioClient>;

  beforeEach(async () => {
    sandbox = await startSandbox();
    receiver = await startReceiver();
    client = twilioClient(sandbox);
  });
  afterEach(async () => {
    await sandbox.close();
    await receiver.close();
  });

  const create = (to: string, more = {}) =>
    client.calls.create({ to, from: CALLER, twiml: '<Response><Pause length="1"/></Response>', ...more });
  const told = (to: string, more = {}) =>
    create(to, { statusCallback: `${receiver.url}/${to.slice(1)}`, statusCallbackEvent: EVENTS, ...more });
  const at = (to: string) => receiver.received.filter(({ path }) => path === `/${to.slice(1)}`);
  const notesOf = (sid: string) => sandbox.referee.report().calls.find((call) => call.sid === sid);
  const ended = (sid: string) => until(() => notesOf(sid)?.endedAt !== undefined && notesOf(sid));
  const outcome = (to: string) =>
    create(to).then(
      () => 'made',
      (error: unknown) =>
        String((error as { status?: number; code?: string }).status ?? (error as Error).name),
    );

  it('are refused when they make no sense, with what is wrong', async () => {
    for (const wrong of [
      { create: { '429': 2 } },
      { create: { reset: 0.6, late: 0.6 } },
      { callback: {} },
      { rest: { lagMs: -1 } },
    ]) {
      const { status, json } = await control(sandbox, 'PUT', '/faults', wrong);
      expect([status, typeof json.error]).toEqual([400, 'string']);
    }
    expect((await control(sandbox, 'PUT', '/faults', {})).status).toBe(200);
  });

  it('of creates fall on the same numbers under the same seed, whatever the order', async () => {
    const faults = { seed: 7, create: { '429': 0.2, '500': 0.2, '503': 0.1, '500 after': 0.2 } };
    await control(sandbox, 'PUT', '/faults', faults);
    const first = await Promise.all(NUMBERS.map(outcome));
    const done = (await control(sandbox, 'GET', '/faults')).json.done;
    await control(sandbox, 'PUT', '/faults', faults);
    const second = await Promise.all([...NUMBERS].reverse().map(outcome));
    expect(second.reverse()).toEqual(first);
    expect(new Set(first)).toEqual(new Set(['made', '429', '500', '503']));
    const answered = first.filter((status) => status === '500').length;
    expect(done['create.500'] + done['create.500 after']).toBe(answered);
    await control(sandbox, 'PUT', '/faults', { ...faults, seed: 8 });
    expect(await Promise.all(NUMBERS.map(outcome))).not.toEqual(first);
  });

  it('make the call or not, as each of them says', async () => {
    const made = () => sandbox.referee.report().createsAccepted;
    for (const [fault, calls] of [
      ['429', 0],
      ['500', 0],
      ['503', 0],
      ['500 after', 1],
      ['reset', 1],
      ['late', 1],
    ] as const) {
      await control(sandbox, 'POST', '/reset');
      await control(sandbox, 'PUT', '/faults', { create: { [fault]: 1 } });
      const begun = Date.now();
      const answer = await outcome('+61255503010');
      expect([fault, made()]).toEqual([fault, calls]);
      if (fault === 'late')
        expect([answer, Date.now() - begun >= QUICK.answerLate[0]]).toEqual(['made', true]);
      else expect(answer).not.toBe('made');
    }
  });

  it('lose, double and delay callbacks, which keep their number, time and token', async () => {
    await control(sandbox, 'PUT', '/faults', { callbacks: { drop: 1 } });
    const lost = await told('+61255503020');
    await ended(lost.sid);
    await until(() => notesOf(lost.sid)?.callbacks.length === 4);
    expect(at('+61255503020')).toEqual([]);
    await control(sandbox, 'PUT', '/faults', { callbacks: { double: 1, delay: 1, maxDelayMs: 300 } });
    await told('+61255503030', {
      machineDetection: 'Enable',
      asyncAmd: 'true',
      asyncAmdStatusCallback: `${receiver.url}/61255503030`,
    });
    await until(() => at('+61255503030').length === 10);
    const tokens = new Map<string, string>();
    for (const { form, headers } of at('+61255503030')) {
      const token = String(headers['i-twilio-idempotency-token']);
      expect(tokens.get(token) ?? JSON.stringify(form)).toBe(JSON.stringify(form));
      tokens.set(token, JSON.stringify(form));
    }
    expect(tokens.size).toBe(5);
  });

  it('let a callback be overtaken by a later one', async () => {
    await control(sandbox, 'PUT', '/faults', { seed: 3, callbacks: { reorder: 0.5 } });
    const numbers = NUMBERS.slice(0, 12);
    await Promise.all(numbers.map((to) => told(to)));
    await until(() => numbers.every((to) => at(to).length === 4));
    const orders = numbers.map((to) =>
      at(to)
        .map(({ form }) => form.SequenceNumber)
        .join(''),
    );
    expect(orders.filter((order) => order !== '0123').length).toBeGreaterThan(3);
    for (const order of orders) expect([...order].sort().join('')).toBe('0123');
  });

  it('forge callbacks, and count whoever takes them', async () => {
    await control(sandbox, 'PUT', '/faults', { callbacks: { badSignature: 1 } });
    const { sid } = await told('+61255503040');
    await until(() => at('+61255503040').length === 8);
    const valid = at('+61255503040').map(({ form, headers, path }) =>
      twilio.validateRequest(AUTH_TOKEN, String(headers['x-twilio-signature']), receiver.url + path, form),
    );
    expect(valid.filter(Boolean)).toHaveLength(4);
    const report = await until(() => sandbox.referee.report().forgeries === 4 && sandbox.referee.report());
    expect(report.forgeriesTaken).toBe(4);
    expect(notesOf(sid)?.forgeries.map(({ result }) => result)).toEqual([204, 204, 204, 204]);
    const lies = at('+61255503040').filter((_, index) => !valid[index]);
    expect(lies.map(({ form }) => form.CallStatus)).toEqual(['failed', 'failed', 'failed', 'failed']);
  });

  it('fail other requests, and show calls as they were', async () => {
    await control(sandbox, 'PUT', '/faults', { rest: { '500': 1 } });
    const { sid } = await create('+61255503050');
    await expect(client.calls(sid).fetch()).rejects.toMatchObject({ status: 500 });
    await expect(client.calls.list()).rejects.toMatchObject({ status: 500 });
    await expect(client.recordings.list()).rejects.toMatchObject({ status: 500 });
    await ended(sid);
    // Drawn from so much, a lag is longer than this call is old.
    await control(sandbox, 'PUT', '/faults', { rest: { lagMs: 600_000 } });
    expect((await client.calls(sid).fetch()).status).toBe('queued');
    expect(await client.calls.list({ to: '+61255503050' })).toEqual([]);
    await control(sandbox, 'PUT', '/faults', {});
    expect((await client.calls(sid).fetch()).status).toBe('completed');
    expect(await client.calls.list({ to: '+61255503050' })).toHaveLength(1);
  });

  it('stay after a reset, counted anew', async () => {
    await control(sandbox, 'PUT', '/faults', { create: { '503': 1 } });
    expect(await outcome('+61255503060')).toBe('503');
    await control(sandbox, 'POST', '/reset');
    expect((await control(sandbox, 'GET', '/faults')).json).toMatchObject({ create: { '503': 1 }, done: {} });
    expect(await outcome('+61255503060')).toBe('503');
    expect((await control(sandbox, 'GET', '/faults')).json.done).toEqual({ 'create.503': 1 });
  });
});

describe('holds', () => {
  it('withhold the answers to creates whose calls ring, until they are let go', async () => {
    const sandbox = await startSandbox();
    const client = twilioClient(sandbox);
    const order = { from: CALLER, twiml: '<Response><Pause length="5"/></Response>' };
    await control(sandbox, 'POST', '/holds', { count: 2 });
    const answers = ['+61255503070', '+61255503080'].map((to) => client.calls.create({ ...order, to }));
    const health = async () => (await control(sandbox, 'GET', '/health')).json;
    await until(async () => (await health()).held === 2);
    await until(() => sandbox.referee.report().answered === 2);
    await client.calls.create({ ...order, to: '+61255503060' });
    expect((await health()).held).toBe(2);
    await control(sandbox, 'DELETE', '/holds');
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(['in-progress', 'in-progress']);
    expect((await health()).held).toBe(0);
    await sandbox.close();
  });

  it('are over when the client has gone', async () => {
    const sandbox = await startSandbox();
    await control(sandbox, 'POST', '/holds', { count: 1 });
    const impatient = twilioClient(sandbox, 300);
    const order = { to: '+61255503070', from: CALLER, twiml: '<Response/>' };
    await expect(impatient.calls.create(order)).rejects.toMatchObject({ code: 'ECONNABORTED' });
    await until(async () => (await control(sandbox, 'GET', '/health')).json.held === 0);
    expect(sandbox.referee.report().createsAccepted).toBe(1);
    await sandbox.close();
  });
});
