import { afterEach, describe, expect, it } from '@jest/globals';
import type { RefereeReport } from '../../sandbox/referee.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { CALLER, startSandbox, twilioClient, until } from './support/world.ts';

describe('the referee', () => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());

  const create = (to: string, more = {}) =>
    twilioClient(sandbox).calls.create({
      to,
      from: CALLER,
      twiml: '<Response><Pause length="60"/></Response>',
      ...more,
    });
  const report = async () => (await (await fetch(`${sandbox.url}/sandbox/referee`)).json()) as RefereeReport;
  const dialed = (count: number) =>
    until(async () => {
      const seen = await report();
      return seen.calls.filter((call) => call.initiatedAt !== undefined).length === count && seen;
    });

  it('notices a call that was made twice, and two calls to one number at once', async () => {
    sandbox = await startSandbox();
    const statusCallback = 'http://127.0.0.1:1/calls/one';
    await create('+61255502000', { statusCallback });
    await create('+61255502000', { statusCallback });
    await create('+61255502001', { statusCallback: 'http://127.0.0.1:1/calls/two' });
    expect(await dialed(3)).toMatchObject({
      createsAccepted: 3,
      doubledCreates: 1,
      overlappingCalls: 1,
      maxCallsUp: 3,
      maxStartsPerSecond: 3,
    });
  });

  it('counts refusals apart, with why', async () => {
    sandbox = await startSandbox();
    await create('+61255502084').catch(() => undefined);
    const seen = await report();
    expect(seen).toMatchObject({ createsAccepted: 0, createsRefused: 1 });
    expect(seen.refusals[0]).toMatchObject({ status: 400, code: 21211 });
  });

  it('forgets all on reset, but not that calls are up', async () => {
    sandbox = await startSandbox();
    await create('+61255502000');
    await dialed(1);
    await fetch(`${sandbox.url}/sandbox/reset`, { method: 'POST' });
    expect(await report()).toMatchObject({ createsAccepted: 0, calls: [], maxCallsUp: 0, callsUp: 1 });
  });

  it('sees more calls than the account may have fail with 10004', async () => {
    sandbox = await startSandbox({ maxCalls: 1 });
    await create('+61255502000');
    await dialed(1);
    const { sid } = await create('+61255502001');
    const client = twilioClient(sandbox);
    await until(async () => (await client.calls(sid).fetch()).status === 'failed');
    const [notification] = await client.calls(sid).notifications.list();
    expect(notification?.errorCode).toBe('10004');
    expect((await report()).maxCallsUp).toBe(1);
  });

  it('dials at the pace of the account, however fast calls are created', async () => {
    sandbox = await startSandbox({ cps: 10 });
    const numbers = Array.from({ length: 8 }, (_, nth) => `+6125550200${nth}`);
    await Promise.all(numbers.map((to) => create(to)));
    const { calls } = await dialed(8);
    const times = calls.map((call) => call.initiatedAt ?? 0).sort((a, b) => a - b);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(680);
  });
});
