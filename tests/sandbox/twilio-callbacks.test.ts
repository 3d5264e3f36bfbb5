import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import type { Sandbox } from '../../sandbox/server.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { ACCOUNT_SID, AUTH_TOKEN, CALLER, startSandbox, twilioClient, until } from './support/world.ts';

const EVENTS = ['initiated', 'ringing', 'answered', 'completed'];

describe('callbacks', () => {
  let sandbox: Sandbox;
  let receiver: Receiver;
  let client: ReturnType<typeof twilioClient>;

  beforeAll(async () => {
    sandbox = await startSandbox();
    receiver = await startReceiver();
    client = twilioClient(sandbox);
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
  });

  const at = (path: string) => receiver.received.filter((one) => one.path === path);
  const create = (to: string, path: string, more = {}) =>
    client.calls.create({
      to,
      from: CALLER,
      twiml: '<Response><Pause length="1"/></Response>',
      statusCallback: receiver.url + path,
      statusCallbackEvent: EVENTS,
      ...more,
    });

  it('tells a call from first to last, signed so that the SDK agrees', async () => {
    const { sid } = await create('+61255502030', '/all?x=1');
    const callbacks = await until(() => at('/all?x=1').length === 4 && at('/all?x=1'));
    expect(callbacks.map(({ form }) => [form.CallStatus, form.SequenceNumber])).toEqual([
      ['initiated', '0'],
      ['ringing', '1'],
      ['in-progress', '2'],
      ['completed', '3'],
    ]);
    for (const { form, headers, path } of callbacks) {
      expect(form).toMatchObject({
        CallSid: sid,
        AccountSid: ACCOUNT_SID,
        CallbackSource: 'call-progress-events',
      });
      expect(form.Timestamp).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
      const signature = String(headers['x-twilio-signature']);
      expect(twilio.validateRequest(AUTH_TOKEN, signature, receiver.url + path, form)).toBe(true);
      expect(twilio.validateRequest('another token', signature, receiver.url + path, form)).toBe(false);
    }
    expect(callbacks[3]?.form).toMatchObject({ CallDuration: '1', Duration: '1', SipResponseCode: '200' });
  });

  it('sends only what was asked for, `completed` by default', async () => {
    await create('+61255502035', '/default', { statusCallbackEvent: undefined });
    const [callback] = await until(() => at('/default').length > 0 && at('/default'));
    expect(callback?.form).toMatchObject({ CallStatus: 'busy', SequenceNumber: '0', CallDuration: '0' });
  });

  it('sends nothing for a call that is canceled in the queue', async () => {
    const slow = await startSandbox({ cps: 0.1 });
    const queued = twilioClient(slow).calls;
    const order = { from: CALLER, twiml: '<Response/>', statusCallback: `${receiver.url}/queued` };
    await queued.create({ ...order, to: '+61255502040', statusCallback: undefined });
    const { sid } = await queued.create({ ...order, to: '+61255502041' });
    const canceled = await queued(sid).update({ status: 'canceled' });
    await slow.close();
    expect(canceled.status).toBe('canceled');
    expect(at('/queued')).toEqual([]);
  });

  it('tells `canceled` when it rings', async () => {
    const { sid } = await create('+61255502036', '/ringing');
    await until(async () => (await client.calls(sid).fetch()).status === 'ringing');
    await client.calls(sid).update({ status: 'canceled' });
    const last = await until(() => at('/ringing').find((one) => one.form.CallStatus === 'canceled'));
    expect(last.form.SequenceNumber).toBe('2');
  });

  it('tries again only as the fragment says, with the same token, and does not send the fragment', async () => {
    receiver.answers.push({ status: 500 }, { status: 502 });
    await create('+61255502045', '/retried#rc=3&rp=5xx', { statusCallbackEvent: ['completed'] });
    const tries = await until(() => at('/retried').length === 3 && at('/retried'));
    expect(new Set(tries.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(1);
    receiver.answers.push({ status: 500 });
    const { sid } = await create('+61255502046', '/lost', { statusCallbackEvent: ['completed'] });
    await until(
      () => sandbox.referee.report().calls.find((call) => call.sid === sid)?.callbacks[0]?.result === 500,
    );
    expect(at('/lost')).toHaveLength(1);
  });

  it('gives the verdict of asynchronous machine detection apart', async () => {
    const detection = { machineDetection: 'Enable', asyncAmd: 'true' };
    await create('+61255502058', '/m', {
      ...detection,
      asyncAmdStatusCallback: `${receiver.url}/amd-machine`,
    });
    await create('+61255502050', '/h', { ...detection, asyncAmdStatusCallback: `${receiver.url}/amd-human` });
    const machine = await until(() => at('/amd-machine')[0]);
    const human = await until(() => at('/amd-human')[0]);
    expect(machine.form.AnsweredBy).toBe('machine_start');
    expect(human.form.AnsweredBy).toBe('human');
    expect(Object.keys(human.form).sort()).toEqual([
      'AccountSid',
      'AnsweredBy',
      'CallSid',
      'MachineDetectionDuration',
    ]);
  });

  it('fetches instructions with a signed request, and follows a redirect', async () => {
    const xml = (body: string) => ({ status: 200, type: 'text/xml', body: `<Response>${body}</Response>` });
    receiver.answers.push(xml(`<Redirect>${receiver.url}/second</Redirect>`), xml('<Hangup/>'));
    const { sid } = await client.calls.create({
      to: '+61255502060',
      from: CALLER,
      url: `${receiver.url}/first`,
    });
    await until(async () => (await client.calls(sid).fetch()).status === 'completed');
    for (const path of ['/first', '/second']) {
      const [request] = at(path);
      expect(request?.form).toMatchObject({ CallSid: sid, CallStatus: 'in-progress' });
      const signature = String(request?.headers['x-twilio-signature']);
      expect(twilio.validateRequest(AUTH_TOKEN, signature, receiver.url + path, request?.form ?? {})).toBe(
        true,
      );
    }
  });
});
