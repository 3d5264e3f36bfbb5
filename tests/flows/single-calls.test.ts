import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallView } from '../../contracts/http/calls.ts';
import type { Envelope } from '../../contracts/http/envelope.ts';
import type { CallNotes } from '../../sandbox/referee.ts';
import { until } from '../support/until.ts';
import { callsTo, refereed, toApi, toSandbox } from './requests.ts';
import { startWorld, type World } from './world.ts';

/** Calls that no campaign makes: by hand, and to us. Over real sockets; the sandbox's referee tells what phones did. */
let world: World;
beforeAll(async () => {
  world = await startWorld(['worker', 'api', 'bridge', 'sandbox']);
  await toSandbox(world, 'PUT', '/sandbox/inbound', {
    voiceUrl: `${world.env.SERVER_URL}/webhooks/twilio/inbound`,
    statusCallback: `${world.env.SERVER_URL}/webhooks/twilio/inbound/status`,
  });
}, 120_000);
afterAll(() => world?.end(), 60_000);

interface Answer<T> {
  status: number;
  data: T;
  message: string | undefined;
}

async function ask<T>(method: string, path: string, body?: object, key?: string): Promise<Answer<T>> {
  const response = await toApi(world, method, path, body, key);
  const { data, error } = (await response.json()) as Envelope<T>;
  return { status: response.status, data: data as T, message: error?.details?.join() ?? error?.message };
}

async function seen(sid: string | null): Promise<CallNotes | undefined> {
  return (await refereed(world)).calls.find((call) => call.sid === sid);
}

function dial(phone: string, over: object = {}, key: string = randomUUID()): Promise<Answer<CallView>> {
  return ask('POST', '/api/calls', { phone, name: 'Ana Test', ...over }, key);
}

/** The call when it has come so far. */
function when(id: string, is: (call: CallView) => unknown, what: string): Promise<CallView> {
  return until(
    what,
    async () => {
      const { data } = await ask<CallView>('GET', `/api/calls/${id}`);
      return is(data) ? data : undefined;
    },
    60_000,
  );
}

const isKept = (call: CallView) => call.phase === 'ended' && call.hasTranscript && call.recording;

describe('a call by hand', () => {
  it('is one call for one key, however often it is asked for, with all that belongs to a call', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => dial('+442079460501', {}, key)));
    expect(new Set(answers.map(({ status, data }) => `${status} ${data?.id}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 201, data: { campaignName: 'Calls by hand' } });

    const call = await when(answers[0]?.data.id ?? '', isKept, 'the call is kept');
    expect(call).toMatchObject({ outcome: 'human', talkSeconds: expect.any(Number) });
    expect((await dial('+442079460501', {}, key)).data.id).toBe(call.id);
    expect(await callsTo(world, '+442079460501')).toHaveLength(1);
  }, 90_000);

  it('is refused with what would do: no key, a used key, no number', async () => {
    const key = randomUUID();
    await dial('+442079460505', {}, key);
    expect(await dial('+442079460515', {}, key)).toMatchObject({ status: 409 });
    expect(await ask('POST', '/api/calls', { phone: '+442079460525' })).toMatchObject({
      status: 400,
      message: expect.stringContaining('Idempotency-Key'),
    });
    expect(await dial('12')).toMatchObject({ status: 400 });
  });

  it('is not made to somebody who is on the phone with us, and ends when it is hung up on', async () => {
    const { data } = await dial('+442079460502');
    await when(data.id, (call) => call.liveStatus === 'in-progress', 'somebody talks');
    expect(await dial('+442079460502')).toMatchObject({ status: 409 });
    expect(await ask('DELETE', `/api/calls/${data.id}`)).toMatchObject({ status: 200 });
    const call = await when(data.id, ({ phase }) => phase === 'ended', 'it is over');
    expect(call.terminatedBy).toBe('operator');
    expect(await ask('DELETE', `/api/calls/${data.id}`)).toMatchObject({ status: 409 });
  }, 60_000);

  it('leaves a message on a machine, after its beep', async () => {
    const settings = { onVoicemail: 'leave_message', voicemailMessage: 'Please call Harbour Dental.' };
    const { data } = await dial('+442079460508', { settings });
    const call = await when(data.id, ({ phase }) => phase === 'ended', 'it is over');
    expect(call).toMatchObject({ outcome: 'voicemail', messageLeft: true, terminatedBy: 'amd' });
    const atTwilio = await seen(call.callSid);
    expect(JSON.stringify([atTwilio?.message, atTwilio?.heard])).toContain('Please call Harbour Dental.');
  }, 90_000);
});

describe('a call to us', () => {
  async function called(from: string, how: object = {}): Promise<CallView> {
    const { sid } = await toSandbox<{ sid: string }>(world, 'POST', '/sandbox/inbound-calls', {
      from,
      ...how,
    });
    return until(
      'the call is recorded as ended',
      async () => {
        const { data } = await ask<{ items: CallView[] }>('GET', '/api/calls?limit=50');
        return data.items.find((call) => call.callSid === sid && call.phase === 'ended');
      },
      60_000,
    );
  }

  it('reaches the agent, who knows what was spoken about the last time', async () => {
    const before = await dial('+442079460511');
    await when(before.data.id, isKept, 'the first call is kept');
    const call = await called('+442079460511');
    expect(call).toMatchObject({
      campaignName: 'Calls to us',
      outcome: 'human',
      contactId: before.data.contactId,
    });
    const kept = await when(call.id, isKept, 'the call to us is kept');
    const { data } = await ask<{ turns: { text: string }[] }>('GET', `/api/calls/${kept.id}/transcript`);
    expect(JSON.stringify(data)).toMatch(/spoke before/i);
  }, 120_000);

  it('opts out with a key, and is never called again', async () => {
    const call = await called('+442079460521', { presses: '9' });
    expect(call.reason).toContain('before the agent spoke');
    expect(await dial('+442079460521')).toMatchObject({
      status: 409,
      message: expect.stringContaining('do-not-call'),
    });
  }, 60_000);
});
