import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findCall } from '../../activities/find-call.ts';
import { placeCall } from '../../activities/place-call.ts';
import { recordCall } from '../../activities/record-call.ts';
import { callIdOf, parseCallId } from '../../contracts/ids.ts';
import { Calls } from '../../platform/models/call.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { newId } from '../../platform/mongo.ts';
import { claimedCall, startWorld, type World } from './world.ts';

/** People with several numbers, dialed at the sandbox. */
let world: World;
beforeAll(async () => {
  world = await startWorld('numbers');
});
afterAll(() => world?.end());

const retry = { maxAttempts: 5, afterSeconds: { no_answer: 60 } };

async function claimed(...phones: [string, ...string[]]): Promise<string> {
  const callId = await claimedCall(phones[0], { retry });
  await Contacts.updateOne({ _id: parseCallId(callId)?.contactId }, { $set: { phones } });
  return callId;
}

/** The next attempt after one that ended so. */
async function nextAfter(callId: string, outcome: 'no_answer' | 'invalid_number'): Promise<string> {
  await recordCall({ callId, outcome, reason: outcome, endedAt: Date.now(), callSid: `CA${outcome}` });
  const ids = parseCallId(callId);
  if (!ids) throw new Error('not a call id');
  const next = callIdOf({ ...ids, attempt: ids.attempt + 1 });
  await Enrolments.updateOne(
    { callId },
    { $set: { state: 'calling', callId: next, attempts: ids.attempt + 1 } },
  );
  return next;
}

async function dialed(callId: string): Promise<string | undefined> {
  expect(await placeCall(world.deps, { callId })).toMatchObject({ kind: 'placed' });
  const call = await Calls.findById(callId).lean();
  const { to } = await world.deps.twilio.calls(call?.callSid ?? '').fetch();
  expect(to).toBe(call?.phone);
  return to;
}

describe('a person with several numbers', () => {
  it('is tried at each in turn, and each call names the number that rang', async () => {
    const first = await claimed('+442079460310', '+442079460320', '+442079460330');
    expect(await dialed(first)).toBe('+442079460310');
    const second = await nextAfter(first, 'no_answer');
    expect(await dialed(second)).toBe('+442079460320');
    const third = await nextAfter(second, 'invalid_number');
    expect(await dialed(third)).toBe('+442079460330');
    expect(await dialed(await nextAfter(third, 'no_answer'))).toBe('+442079460310');
  });

  it('has a call whose answer was lost found at the number that it dialed, and made once', async () => {
    const first = await claimed('+442079460340', '+442079460391');
    await dialed(first);
    const second = await nextAfter(first, 'no_answer');
    const before = world.creates();
    expect(await placeCall(world.deps, { callId: second })).toEqual({ kind: 'ambiguous' });
    expect(await Calls.findById(second).lean()).toMatchObject({ phone: '+442079460391' });
    const found = await findCall(world.deps, { callId: second });
    expect(found).toMatchObject({ kind: 'found' });
    const { to } = await world.deps.twilio.calls((found as { callSid: string }).callSid).fetch();
    expect(to).toBe('+442079460391');
    expect(await placeCall(world.deps, { callId: second })).toMatchObject({ kind: 'placed' });
    expect(world.creates() - before).toBe(1);
  });

  it('who objected at one of them is called at none', async () => {
    const callId = await claimed('+442079460350', '+442079460360');
    await Suppressions.create({ _id: '+442079460360', source: 'test', addedAt: new Date() });
    expect(await placeCall(world.deps, { callId })).toMatchObject({ kind: 'refused', outcome: 'suppressed' });
  });

  it('is not dialed at a number at which another person is on the phone with us', async () => {
    const shared = '+442079460370';
    await Contacts.create({ _id: newId(), phone: shared, createdAt: new Date(), liveCallId: 'another call' });
    const callId = await claimed('+442079460380', shared);
    await dialed(callId);
    const next = await nextAfter(callId, 'no_answer');
    expect(await placeCall(world.deps, { callId: next })).toMatchObject({
      kind: 'deferred',
      reason: 'Another call to this person is up',
    });
  });

  it('of whom two records hold one number: of both at once at most one is dialed', async () => {
    const shared = '+442079460390'.replace('390', '410');
    const one = await claimed(shared);
    const other = await claimed('+442079460420', shared);
    const next = await nextAfter(other, 'no_answer');
    const before = world.creates();
    const placed = await Promise.all([one, next].map((callId) => placeCall(world.deps, { callId })));
    expect(placed.map(({ kind }) => kind)).toContain('deferred');
    expect(world.creates() - before).toBeLessThanOrEqual(1);
  });
});
