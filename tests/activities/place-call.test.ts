import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTwilio } from '../../activities/clients/twilio.ts';
import type { Dependencies, DialPoint } from '../../activities/dependencies.ts';
import { findCall } from '../../activities/find-call.ts';
import { placeCall } from '../../activities/place-call.ts';
import { deferCall } from '../../activities/record-call.ts';
import { parseCallId } from '../../contracts/ids.ts';
import { Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { claimedCall, startWorld, type World } from './world.ts';

/** Dialing against the sandbox; its referee, not our database, says how many calls were made. */
let world: World;
beforeAll(async () => {
  world = await startWorld('place_call');
});
afterAll(() => world?.end());

async function counting(body: () => Promise<unknown>): Promise<number> {
  const before = world.creates();
  await body();
  return world.creates() - before;
}

/** A worker to which something happens at one point on its way to Twilio. */
function stoppedAt(point: DialPoint, happens: () => Promise<unknown>): Dependencies {
  return {
    ...world.deps,
    reached: async (here) => {
      if (here === point) await happens();
    },
  };
}

describe('placing a call', () => {
  it('posts once, however often it is repeated', async () => {
    const callId = await claimedCall('+442079460010');
    const first = await placeCall(world.deps, { callId });
    expect(first).toMatchObject({ kind: 'placed', callSid: expect.stringMatching(/^CA/) });
    const made = await counting(async () => {
      expect(await placeCall(world.deps, { callId })).toEqual(first);
    });
    expect(made).toBe(0);
    expect(await Calls.findById(callId).lean()).toMatchObject({ phase: 'up', intent: 'written' });
  });

  it('posts once when ten workers try at the same time', async () => {
    const callId = await claimedCall('+442079460020');
    const made = await counting(async () => {
      const results = await Promise.all(Array.from({ length: 10 }, () => placeCall(world.deps, { callId })));
      expect(results.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['placed', 'ambiguous']));
    });
    expect(made).toBe(1);
  });

  it('does not post again after an intent whose answer was lost', async () => {
    const callId = await claimedCall('+442079460091');
    const made = await counting(async () => {
      expect(await placeCall(world.deps, { callId })).toEqual({ kind: 'ambiguous' });
      expect(await placeCall(world.deps, { callId })).toEqual({ kind: 'ambiguous' });
    });
    expect(made).toBe(1);
    expect(await findCall(world.deps, { callId })).toMatchObject({ kind: 'found' });
    expect(await placeCall(world.deps, { callId })).toMatchObject({ kind: 'placed' });
  });

  it('does not post again after a time-out', async () => {
    const callId = await claimedCall('+442079460092');
    const made = await counting(async () => {
      expect(await placeCall(world.deps, { callId })).toEqual({ kind: 'ambiguous' });
    });
    expect(made).toBe(1);
    expect(await findCall(world.deps, { callId })).toMatchObject({ kind: 'found' });
  });

  it('tries again after 429, which made no call', async () => {
    const callId = await claimedCall('+442079460090');
    await expect(placeCall(world.deps, { callId })).rejects.toMatchObject({
      type: 'NotCreated',
      nextRetryDelay: 1_000,
    });
    expect(await Calls.findById(callId).lean()).toMatchObject({ intent: 'released' });
    expect(await placeCall(world.deps, { callId })).toMatchObject({ kind: 'placed' });
  });

  it('tries again when Twilio could not be reached at all', async () => {
    const callId = await claimedCall('+442079460030');
    const nowhere = {
      ...world.deps,
      twilio: createTwilio({ ...world.deps.env, TWILIO_BASE_URL: 'http://127.0.0.1:9' }),
    };
    await expect(placeCall(nowhere, { callId })).rejects.toMatchObject({ type: 'NotCreated' });
    expect(await placeCall(world.deps, { callId })).toMatchObject({ kind: 'placed' });
  });

  it('never posts for an attempt that was given back, whoever was on the way to it', async () => {
    const callId = await claimedCall('+442079460041');
    expect(await findCall(world.deps, { callId })).toEqual({ kind: 'never posted' });
    const made = await counting(async () => {
      expect(await placeCall(world.deps, { callId })).toEqual({ kind: 'ambiguous' });
    });
    expect(made).toBe(0);
  });

  it('does not post when the attempt is given back while it stands still before the intent', async () => {
    const callId = await claimedCall('+442079460051');
    const still = stoppedAt('before intent', () => findCall(world.deps, { callId }));
    const made = await counting(async () => {
      expect(await placeCall(still, { callId })).toEqual({ kind: 'ambiguous' });
    });
    expect(made).toBe(0);
    expect(await Contacts.findById(parseCallId(callId)?.contactId).lean()).toMatchObject({
      liveCallId: null,
    });
  });

  it.each([
    ['before intent', '+442079460110', 0, 'placed'],
    ['after intent', '+442079460120', 0, 'ambiguous'],
    ['answer got', '+442079460130', 1, 'ambiguous'],
    ['saved', '+442079460140', 1, 'placed'],
  ] as const)('that dies at "%s" leaves a call that nobody makes twice', async (point, phone, made, next) => {
    const callId = await claimedCall(phone);
    const dying = stoppedAt(point, () => Promise.reject(new Error('killed')));
    expect(await counting(() => expect(placeCall(dying, { callId })).rejects.toThrow('killed'))).toBe(made);
    const again = await counting(async () => {
      expect(await placeCall(world.deps, { callId })).toMatchObject({ kind: next });
    });
    expect(made + again).toBeLessThanOrEqual(1);
  });

  it('does not call somebody who objects in the last moment', async () => {
    const phone = '+442079460160';
    const callId = await claimedCall(phone);
    const objecting = stoppedAt('after intent', () =>
      Suppressions.create({ _id: phone, source: 'test', addedAt: new Date() }),
    );
    const made = await counting(async () => {
      expect(await placeCall(objecting, { callId })).toMatchObject({
        kind: 'refused',
        outcome: 'suppressed',
      });
    });
    expect(made).toBe(0);
    expect(await placeCall(world.deps, { callId })).toEqual({ kind: 'ambiguous' });
  });

  it('takes a refusal as final', async () => {
    const callId = await claimedCall('+442079460084');
    expect(await placeCall(world.deps, { callId })).toMatchObject({
      kind: 'refused',
      outcome: 'invalid_number',
    });
  });

  it('puts the call off when it is the account that is refused', async () => {
    const callId = await claimedCall('+442079460040');
    const wrong = {
      ...world.deps,
      twilio: createTwilio({ ...world.deps.env, TWILIO_AUTH_TOKEN: 'x'.repeat(32) }),
    };
    expect(await placeCall(wrong, { callId })).toMatchObject({ kind: 'deferred' });
  });
});

describe('the last look before dialing', () => {
  async function expectNoCall(callId: string, placed: object): Promise<void> {
    const made = await counting(async () =>
      expect(await placeCall(world.deps, { callId })).toMatchObject(placed),
    );
    expect(made).toBe(0);
    expect(await Calls.findById(callId).lean()).toMatchObject({ intent: 'closed' });
  }

  it('keeps to the do-not-call list', async () => {
    const number = '+442079460050';
    const callId = await claimedCall(number);
    await Suppressions.create({ _id: number, source: 'test', addedAt: new Date() });
    await expectNoCall(callId, { kind: 'refused', outcome: 'suppressed' });
  });

  it('keeps to a pause', async () => {
    const callId = await claimedCall('+442079460060');
    await Campaigns.updateOne({ _id: parseCallId(callId)?.campaignId }, { $set: { state: 'paused' } });
    await expectNoCall(callId, { kind: 'deferred', reason: 'The campaign is paused' });
  });

  it('lets one call to a person be up at a time', async () => {
    const callId = await claimedCall('+442079460070');
    const contact = { _id: parseCallId(callId)?.contactId };
    await Contacts.updateOne(contact, { $set: { liveCallId: 'another call' } });
    await expectNoCall(callId, { kind: 'deferred', reason: 'Another call to this person is up' });
    await deferCall({ callId, until: Date.now(), reason: 'x' });
    expect(await Contacts.findOne(contact).lean()).toMatchObject({ liveCallId: 'another call' });
  });
});
