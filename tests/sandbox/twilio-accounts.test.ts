import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/server.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { CALLER, control, QUICK, startSandbox, twilioClient, until } from './support/world.ts';

/** Long enough that a test can look before and after. */
const timings = { ...QUICK, endToPrice: 2000, endToPartialSummary: 1500, endToCompleteSummary: 3500 };

describe('what is known after a call', () => {
  let sandbox: Sandbox;
  let client: ReturnType<typeof twilioClient>;

  beforeAll(async () => {
    sandbox = await startSandbox({ timings });
    client = twilioClient(sandbox);
    client.insights.baseUrl = sandbox.url;
    client.lookups.baseUrl = sandbox.url;
  });
  afterAll(() => sandbox.close());

  const create = (to: string, seconds = 1) =>
    client.calls.create({ to, from: CALLER, twiml: `<Response><Pause length="${seconds}"/></Response>` });
  const notesOf = (sid: string) => sandbox.referee.report().calls.find((call) => call.sid === sid);
  const ended = (sid: string) => until(() => notesOf(sid)?.endedAt !== undefined && notesOf(sid));
  const summary = (sid: string, processingState?: 'partial' | 'complete') =>
    client.insights.v1.calls(sid).summary().fetch({ processingState });

  it('has a price after a while, which the balance is less by', async () => {
    const { sid } = await create('+61255502010');
    const notes = await ended(sid);
    expect((await client.calls(sid).fetch()).price).toBeNull();
    const priced = await until(async () => {
      const call = await client.calls(sid).fetch();
      return call.price !== null && call;
    });
    expect([priced.price, notes.price]).toEqual(['-0.01400', '-0.01400']);
    expect(Number((await client.balance.fetch()).balance)).toBeCloseTo(999.99, 2);
    await client.calls(sid).remove();
    await expect(client.calls(sid).fetch()).rejects.toMatchObject({ code: 20404 });
    expect(Number((await client.balance.fetch()).balance)).toBeCloseTo(999.99, 2);
  });

  it('is summed up by Voice Insights, in part and then completely, with who hung up', async () => {
    const mine = (await create('+61255502020')).sid;
    const theirs = (await create('+61255502083', 60)).sid;
    const busy = (await create('+61255502025')).sid;
    await ended(mine);
    await expect(summary(mine)).rejects.toMatchObject({ status: 404, code: 17001 });
    const partial = await until(() => summary(mine, 'partial').catch(() => undefined));
    expect([partial.processingState, partial.callState]).toEqual(['partial', 'completed']);
    await expect(summary(mine, 'complete')).rejects.toMatchObject({ code: 17001 });
    const complete = await until(() => summary(mine, 'complete').catch(() => undefined));
    expect(complete).toMatchObject({ processingState: 'complete', callType: 'carrier', connectDuration: 1 });
    expect(complete.properties).toMatchObject({ disconnected_by: 'caller', direction: 'outbound_api' });
    const left = await until(() => summary(theirs, 'complete').catch(() => undefined), 40_000);
    expect(left.properties).toMatchObject({ disconnected_by: 'callee', last_sip_response_num: 200 });
    expect(await summary(busy)).toMatchObject({ callState: 'busy', connectDuration: 0 });
    await expect(summary(`CA${'0'.repeat(32)}`)).rejects.toMatchObject({ code: 17000 });
  });

  it('is not known to Voice Insights that are off, nor later', async () => {
    await control(sandbox, 'PUT', '/insights', { state: 'off' });
    const { sid } = await create('+61255502030');
    await ended(sid);
    await expect(summary(sid)).rejects.toMatchObject({ status: 401 });
    await control(sandbox, 'PUT', '/insights', { state: 'on' });
    await expect(summary(sid)).rejects.toMatchObject({ code: 17007 });
  });

  it('lists the requests that were made about it', async () => {
    const { sid } = await create('+61255502040', 60);
    await until(() => notesOf(sid)?.answeredAt !== undefined);
    await client.calls(sid).update({ status: 'completed' });
    const events = await client.calls(sid).events.list();
    expect(events.map(({ request }) => request)).toMatchObject([
      { method: 'POST', parameters: { To: '+61255502040', From: CALLER } },
      { method: 'POST', parameters: { Status: 'completed' } },
    ]);
  });

  it('looks numbers up, the same each time, and says what is wrong with impossible ones', async () => {
    const fields = 'line_type_intelligence';
    const look = (number: string, more = {}) => client.lookups.v2.phoneNumbers(number).fetch(more);
    const mobile = await look('+61491570156', { fields });
    expect(mobile).toMatchObject({
      valid: true,
      countryCode: 'AU',
      callingCountryCode: '61',
      callerName: null,
    });
    expect(mobile.lineTypeIntelligence).toMatchObject({ type: 'mobile' });
    expect((await look('+61255501000', { fields })).lineTypeIntelligence).toMatchObject({ type: 'landline' });
    expect((await look('+61491570156')).lineTypeIntelligence).toBeNull();
    expect(await look('+1212')).toMatchObject({ valid: false, validationErrors: ['TOO_SHORT'] });
    expect(await look('+614915701561234')).toMatchObject({ valid: false, validationErrors: ['TOO_LONG'] });
  });
});

describe('limits of the account', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());
  const order = { from: CALLER, twiml: '<Response><Pause length="60"/></Response>' };

  it('queue what is beyond the calls per second, tell how long, and give up at last, without a callback', async () => {
    const sandbox = await startSandbox({ cps: 0.1, timings: { ...QUICK, longestQueued: 400 } });
    const { calls } = twilioClient(sandbox);
    const statusCallback = `${receiver.url}/queued`;
    await calls.create({ ...order, to: '+61255502010' });
    const second = await calls.create({ ...order, to: '+61255502020', statusCallback });
    expect(Number(second.queueTime)).toBeGreaterThan(5000);
    const gone = await until(async () => {
      const call = await calls(second.sid).fetch();
      return call.status === 'canceled' && call;
    });
    expect(gone.startTime).toBeNull();
    const notes = sandbox.referee.report().calls.find(({ sid }) => sid === second.sid);
    expect(notes).toMatchObject({ canceledInQueue: true, endedBy: 'queue limit' });
    await sandbox.close();
    expect(receiver.received).toEqual([]);
  });

  it('fail one call too many, or refuse it, as asked', async () => {
    const failing = await startSandbox({ maxCalls: 1 });
    const { calls } = twilioClient(failing);
    await calls.create({ ...order, to: '+61255502010' });
    const { sid } = await calls.create({ ...order, to: '+61255502020' });
    await until(async () => (await calls(sid).fetch()).status === 'failed');
    expect((await calls(sid).notifications.list()).map(({ errorCode }) => errorCode)).toEqual(['10004']);
    await failing.close();
    const refusing = await startSandbox({ maxCalls: 1, overLimit: 'refused' });
    const other = twilioClient(refusing).calls;
    await other.create({ ...order, to: '+61255502010' });
    await until(() => refusing.referee.callsUp === 1);
    await expect(other.create({ ...order, to: '+61255502020' })).rejects.toMatchObject({ code: 10004 });
    await refusing.close();
  });
});
