import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Recordings } from '../../platform/models/recording.ts';
import { makeCall, makeCampaign } from './support/calls.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.close());

it('a recording that was deleted is answered with when and why, and its call shows none', async () => {
  const id = await makeCall(await makeCampaign());
  await Recordings.create({
    _id: id,
    recordingSid: `RE${'a'.repeat(32)}`,
    durationSeconds: 43,
    channels: 2,
    bytes: 1000,
    contentType: 'audio/wav',
    storedAt: new Date(0),
    deletedAt: new Date('2026-03-04T05:06:07Z'),
    deletedBecause: 'Recordings are kept for 30 days',
  });
  const { error } = (await world.asAdmin.get(`/api/calls/${id}/recording`).expect(410)).body;
  expect(error).toMatchObject({
    code: 'gone',
    message: 'This recording was deleted on 2026-03-04T05:06:07.000Z: Recordings are kept for 30 days.',
  });
  expect((await world.asAdmin.get(`/api/calls/${id}`).expect(200)).body.data.recording).toBeNull();
});
