import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { isDue, type Listed, priceOf, settleAccounts, windowsOf } from '../../activities/settle-accounts.ts';
import { callIdOf } from '../../contracts/ids.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import { newId } from '../../platform/mongo.ts';
import { startWorld, type World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TWIML = '<Response><Pause length="1"/></Response>';

describe('the price of a call', () => {
  it.each<[string, Listed, unknown]>([
    [
      'is what Twilio charges, turned positive',
      listed({ price: '-0.01400' }),
      { amount: 0.014, currency: 'USD' },
    ],
    [
      'is in the currency of the account',
      listed({ price: '-1', priceUnit: 'eur' }),
      { amount: 1, currency: 'EUR' },
    ],
    ['is nothing where nobody answered', listed({ status: 'no-answer' }), { amount: 0, currency: 'USD' }],
    [
      'is what is charged all the same',
      listed({ status: 'busy', price: '-0.5' }),
      { amount: 0.5, currency: 'USD' },
    ],
    ['is not known yet', listed({}), undefined],
    ['is not known while it is empty', listed({ price: '' }), undefined],
    ['is not known without a currency', listed({ price: '-1', priceUnit: '' }), undefined],
    ['is not known when it is no number', listed({ price: 'n/a' }), undefined],
  ])('%s', (_, call, price) => {
    expect(priceOf(call)).toEqual(price);
  });

  it.each([
    [0, true],
    [14 * MINUTE, true],
    [15 * MINUTE, true],
    [16 * MINUTE, false],
    [30 * MINUTE, true],
    [6 * HOUR + 15 * MINUTE, false],
    [7 * HOUR, true],
  ])('is asked for less often as time goes by: %d ms after the end, %s', (age, due) => {
    const end = 100 * HOUR;
    expect(isDue(new Date(end), end + age)).toBe(due);
  });
});

describe('the spans that are listed', () => {
  it('join ends that lie near each other, newest first, and leave out what lies between others', () => {
    const ends = [90, 10, 91, 12].map((minute) => new Date(minute * MINUTE));
    expect(windowsOf(ends)).toEqual([
      { from: new Date(88 * MINUTE), to: new Date(93 * MINUTE) },
      { from: new Date(8 * MINUTE), to: new Date(14 * MINUTE) },
    ]);
  });

  it('are none without calls', () => {
    expect(windowsOf([])).toEqual([]);
  });
});

describe('settling accounts with Twilio', () => {
  let world: World;
  let requests: string[];
  beforeAll(async () => {
    world = await startWorld('settle_accounts');
    const client = world.deps.twilio.httpClient;
    const send = client.request.bind(client);
    client.request = (options) => {
      requests.push(`${options.method} ${new URL(options.uri).pathname.split('/').pop()}`.toLowerCase());
      return send(options);
    };
    requests = [];
  });
  afterAll(() => world?.end());

  const settle = (now = Date.now()) =>
    new MockActivityEnvironment().run(() => settleAccounts(world.deps, now)) as Promise<{ settled: number }>;

  it('writes each price once it is known, many with one request', async () => {
    const sids = await Promise.all(
      ['+442079460310', '+442079460311', '+442079460315'].map(callThrough(world)),
    );
    await Promise.all(sids.map((callSid) => endedCall({ callSid })));
    requests.length = 0;
    await until(async () => {
      await settle();
      return (await Calls.countDocuments({ callSid: { $in: sids }, price: null })) === 0;
    });
    expect(new Set(requests)).toEqual(new Set(['get calls.json']));
    const prices = await Promise.all(
      sids.map(async (callSid) => (await Calls.findOne({ callSid }).lean())?.price),
    );
    expect(prices.map((price) => price?.currency)).toEqual(['USD', 'USD', 'USD']);
    expect(prices.map((price) => price && price.amount > 0)).toEqual([true, true, false]);
  });

  it('asks nothing when every call has its price', async () => {
    requests.length = 0;
    expect(await settle()).toEqual({ settled: 0 });
    expect(requests).toEqual([]);
  });

  it('asks one by one for a call that ended at another time than we thought', async () => {
    const [callSid] = await Promise.all(['+442079460320'].map(callThrough(world)));
    const _id = await endedCall({ callSid, endedAt: new Date(Date.now() - 14 * MINUTE) });
    await until(async () => (await settle()).settled === 1);
    expect((await Calls.findById(_id).lean())?.price?.amount).toBeGreaterThan(0);
  });

  it('gives up after three days, and on a call that Twilio does not know', async () => {
    const now = 500 * 24 * HOUR;
    const callSid = `CA${'0'.repeat(32)}`;
    const old = await endedCall({ callSid, endedAt: new Date(now - 72 * HOUR) });
    requests.length = 0;
    await settle(now);
    expect(requests).toEqual([]);
    await Calls.updateOne({ _id: old }, { $set: { endedAt: new Date(now - 71 * HOUR) } });
    expect(await settle(now)).toEqual({ settled: 0 });
    expect(requests).toEqual(['get calls.json', `get ${callSid.toLowerCase()}.json`]);
  });
});

function listed(over: Partial<Listed>): Listed {
  return { sid: 'CA1', status: 'completed', priceUnit: 'USD', price: null as never, ...over };
}

/** Makes a call of about a second, and resolves to its sid when it has ended. */
function callThrough({ deps }: World): (to: string) => Promise<string> {
  return async (to) => {
    const { sid } = await deps.twilio.calls.create({ to, from: deps.env.TWILIO_PHONE_NUMBER, twiml: TWIML });
    await until(async () => (await deps.twilio.calls(sid).fetch()).endTime !== null);
    return sid;
  };
}

async function endedCall(over: Partial<CallDoc>): Promise<string> {
  const ids = { campaignId: newId(), contactId: newId(), attempt: 1 };
  const _id = callIdOf(ids);
  const endedAt = new Date();
  await Calls.create({ _id, ...ids, phase: 'ended', intent: 'closed', startedAt: endedAt, endedAt, ...over });
  return _id;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds()); ) {
    if (Date.now() > end) throw new Error('it did not come about within 20 seconds');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
