import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EnrolmentState } from '../../contracts/contact.ts';
import { campaignViewSchema } from '../../contracts/http/campaigns.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.close());

async function create(body: object): Promise<{ id: string }> {
  return (await world.asAdmin.post('/api/campaigns').send(body).expect(201)).body.data;
}

/** Follows the cursors from the first page to the last. */
async function allPages(path: string): Promise<{ id: string; name: string }[]> {
  const items = [];
  let cursor = '';
  do {
    const { data } = (await world.asAdmin.get(`${path}${cursor}`).expect(200)).body;
    items.push(...data.items);
    cursor = data.nextCursor && `&cursor=${data.nextCursor}`;
  } while (cursor);
  return items;
}

describe('a new campaign', () => {
  it('is a draft with all settings filled in', async () => {
    const campaign = campaignViewSchema.parse(await create({ name: '  Autumn  ', settings: { lines: 3 } }));
    expect(campaign).toMatchObject({
      name: 'Autumn',
      state: 'draft',
      actions: [],
      settings: { lines: 3, ringSeconds: 30, onVoicemail: 'hang_up', retry: { maxAttempts: 3 } },
      progress: { total: 0, waiting: 0, up: 0, done: 0, outcomes: {} },
      startedAt: null,
    });
    const read = await world.asAdmin.get(`/api/campaigns/${campaign.id}`).expect(200);
    expect(read.body.data).toEqual(campaign);
  });

  it('is refused with one detail for each fault', async () => {
    const body = { name: '', settings: { lines: 0, ringSeconds: 5, callerId: '0491 570 156' } };
    const { error } = (await world.asAdmin.post('/api/campaigns').send(body).expect(400)).body;
    expect(error.code).toBe('invalid_request');
    const places = error.details.map((detail: string) => detail.split(':')[0]);
    expect(places).toEqual(['name', 'settings.callerId', 'settings.lines', 'settings.ringSeconds']);
  });
});

describe('the list of campaigns', () => {
  it('pages from the newest to the oldest', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    for (const name of names) await create({ name: `page ${name}` });
    const listed = (await allPages('/api/campaigns?limit=2')).map((campaign) => campaign.name);
    const mine = listed.filter((name) => name.startsWith('page '));
    expect(mine).toEqual(names.toReversed().map((name) => `page ${name}`));
    expect(new Set(listed).size).toBe(listed.length);
    await world.asAdmin.get('/api/campaigns?cursor=nonsense').expect(400);
    await world.asAdmin.get('/api/campaigns?limit=1000').expect(400);
  });
});

describe('a campaign with contacts', () => {
  let id: string;
  beforeAll(async () => {
    id = (await create({ name: 'People' })).id;
    const rows = Array.from({ length: 7 }, (_, index) => `+6149157011${index},Person ${index}`);
    const file = ['phone,name', ...rows].join('\n');
    await world.asAdmin.post(`/api/campaigns/${id}/contacts`).type('text/csv').send(file).expect(200);
  });

  it('lists them in pages, with numbers in full for a manager and masked for a viewer', async () => {
    const contacts = await allPages(`/api/campaigns/${id}/contacts?limit=3`);
    expect(contacts.map((contact) => contact.name).sort()).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((index) => `Person ${index}`),
    );
    const phones = async (role: 'manager' | 'viewer') => {
      const agent = await world.signedInAs(role);
      const { items } = (await agent.get(`/api/campaigns/${id}/contacts`)).body.data;
      return items.map((item: { phone: string }) => item.phone).sort();
    };
    expect((await phones('manager'))[0]).toBe('+61 491 570 110');
    expect((await phones('viewer'))[0]).toBe('+61 ••• ••10');
  });

  it('recounts its progress, and filters by state and outcome', async () => {
    const docs = await Enrolments.find({ campaignId: id }).sort({ _id: 1 }).lean();
    const put = (index: number, state: EnrolmentState, outcome: 'human' | 'busy' | null) =>
      Enrolments.updateOne({ _id: docs[index]?._id }, { $set: { state, outcome } });
    await put(0, 'done', 'human');
    await put(1, 'done', 'human');
    await put(2, 'done', 'busy');
    await put(3, 'claimed', null);
    await put(4, 'calling', null);
    await put(5, 'waiting', 'busy');
    world.deps.progress.forget(id);
    const { progress } = (await world.asAdmin.get(`/api/campaigns/${id}`)).body.data;
    expect(progress).toEqual({ total: 7, waiting: 2, up: 2, done: 3, outcomes: { human: 2, busy: 1 } });
    const count = async (query: string) =>
      (await allPages(`/api/campaigns/${id}/contacts?limit=2${query}`)).length;
    expect(await count('&state=done')).toBe(3);
    expect(await count('&outcome=busy')).toBe(2);
    expect(await count('&state=waiting&outcome=busy')).toBe(1);
    await world.asAdmin.get(`/api/campaigns/${id}/contacts?state=gone`).expect(400);
  });

  it('takes no more once it has ended', async () => {
    await Campaigns.updateOne({ _id: id }, { $set: { state: 'stopped' } });
    const answer = await world.asAdmin
      .post(`/api/campaigns/${id}/contacts`)
      .type('text/csv')
      .send('phone\n+61491570156\n')
      .expect(409);
    expect(answer.body.error.message).toContain('stopped');
  });
});

describe('a viewer', () => {
  it('may read, and change nothing', async () => {
    const { id } = await create({ name: 'Look only' });
    const viewer = await world.signedInAs('viewer');
    await viewer.get(`/api/campaigns/${id}`).expect(200);
    const paths = ['', `/${id}/contacts`, `/${id}/start`, `/${id}/pause`, `/${id}/resume`, `/${id}/stop`];
    for (const path of paths) {
      const answer = await viewer.post(`/api/campaigns${path}`).send({ name: 'x' }).expect(403);
      expect(answer.body.error.code).toBe('forbidden');
    }
  });
});
