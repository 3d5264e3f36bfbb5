import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { newId } from '../../platform/mongo.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.close());

it('keeps how many people sit free, until it is told to go by the settings again', async () => {
  const settings = { pacing: { humanSeats: 5 } };
  const { id } = (await world.asAdmin.post('/api/campaigns').send({ name: 'Seats', settings }).expect(201))
    .body.data;
  const tell = (free: unknown) => world.asAdmin.put(`/api/campaigns/${id}/seats`).send({ free });
  const kept = async () => (await Campaigns.findById(id).lean())?.freeSeats;
  expect((await tell(2).expect(200)).body.data).toEqual({ free: 2 });
  expect(await kept()).toBe(2);
  expect((await tell(0).expect(200)).body.data).toEqual({ free: 0 });
  expect((await tell(null).expect(200)).body.data).toEqual({ free: 5 });
  expect(await kept()).toBeUndefined();
  expect((await tell(-1).expect(400)).body.error.details[0]).toMatch(/^free:/);
});

it("says on the monitor that calls wait in Twilio's queue", async () => {
  const notices = async () => (await world.asAdmin.get('/api/admin/monitor').expect(200)).body.data.notices;
  await Calls.deleteMany({});
  expect(await notices()).toEqual([]);
  const call = () => {
    const ids = { campaignId: newId(), contactId: newId(), attempt: 1 };
    const begun = { phase: 'up' as const, intent: 'written' as const, startedAt: new Date() };
    return { _id: newId(), ...ids, ...begun, queueMs: 700 };
  };
  await Calls.create([call(), call(), call()]);
  expect(await notices()).toEqual([
    expect.stringContaining("3 calls of the last minute waited in Twilio's queue"),
  ]);
});
