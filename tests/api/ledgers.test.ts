import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEntries } from '../../platform/models/audit-entry.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { RegistryWashes } from '../../platform/models/registry-wash.ts';
import { Suppressions, suppressionsOf } from '../../platform/models/suppression.ts';
import { newId } from '../../platform/mongo.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world?.close());

const sendList = (query: string, csv: string) =>
  world.asAdmin.post(`/api/suppressions/import?${query}`).set('Content-Type', 'text/csv').send(csv);
const search = async (body: object) =>
  (await world.asAdmin.post('/api/suppressions/search').send(body).expect(200)).body.data;

describe('lists of numbers', () => {
  it('are imported once however often they are sent, and say when the register was asked', async () => {
    const query = 'kind=registry&list=AU-DNCR&washedAt=2026-11-01T00:00:00Z';
    const csv = '+61491570156\n+61491570157\n+61491570156\n';
    const first = (await sendList(query, csv).expect(200)).body.data;
    expect(first).toMatchObject({ rows: 3, added: 2, duplicates: 1, rejected: 0, washRecorded: true });
    const again = (await sendList(query, csv).expect(200)).body.data;
    expect(again).toMatchObject({ rows: 3, added: 0, duplicates: 3 });
    expect(await Suppressions.countDocuments({ list: 'AU-DNCR' })).toBe(2);
    expect((await RegistryWashes.findById('AU-DNCR').lean())?.washedAt).toEqual(new Date('2026-11-01'));
  });

  it('do not count as washed while a row of theirs cannot be read', async () => {
    const query = 'kind=registry&list=UK-TPS&washedAt=2026-11-01T00:00:00Z';
    const { rejected, washRecorded } = (await sendList(query, 'phone\n+442079460010\n079460\n').expect(200))
      .body.data;
    expect({ rejected, washRecorded }).toEqual({ rejected: 1, washRecorded: false });
    expect(await RegistryWashes.exists({ _id: 'UK-TPS' })).toBeNull();
  });

  it('keep a number once for each list, beside our own', async () => {
    await Suppressions.create({ _id: '+61491570158', source: 'said so', addedAt: new Date() });
    await sendList('kind=campaign&list=spring', 'name,mobile\nAna,0491 570 158\n')
      .expect(200)
      .expect(({ body }) => {
        expect(body.data).toMatchObject({ added: 0, rejected: 1 });
      });
    await sendList('kind=campaign&list=spring&country=AU', 'name,mobile\nAna,0491 570 158\n').expect(200);
    await sendList('kind=reassigned&list=rnd', '+61491570158').expect(200);
    await sendList('kind=internal', '+61491570158').expect(200);
    const { items } = await search({ phone: '+61491570158' });
    expect(items.map(({ kind, list }: { kind: string; list: string }) => [kind, list])).toEqual([
      ['internal', null],
      ['campaign', 'spring'],
      ['reassigned', 'rnd'],
    ]);
    expect(await suppressionsOf(['+6149157015', '+614915701580'])).toEqual([]);
  });

  it('are shown page by page', async () => {
    const page = await search({ limit: 1, kind: 'registry', list: 'AU-DNCR' });
    expect(page.items).toMatchObject([{ phone: '+61491570156', washedAt: '2026-11-01T00:00:00.000Z' }]);
    const next = await search({ limit: 1, kind: 'registry', list: 'AU-DNCR', cursor: page.nextCursor });
    expect(next).toMatchObject({ items: [{ phone: '+61491570157' }], nextCursor: null });
  });

  it.each([
    ['kind=registry&list=AU-DNCR', 'washedAt'],
    ['kind=registry&list=AU-DNCR&washedAt=2999-01-01T00:00:00Z', 'future'],
    ['kind=campaign', 'list'],
    ['kind=internal&list=x', 'list'],
    ['kind=everything', 'kind'],
  ])('are refused with %s', async (query, word) => {
    const { error } = (await sendList(query, '+61491570156').expect(400)).body;
    expect(error.details.join()).toContain(word);
  });

  it('are refused where no column holds numbers', async () => {
    const { error } = (await sendList('kind=internal', 'name\nAna\n').expect(400)).body;
    expect(error).toMatchObject({ code: 'invalid_csv' });
    await sendList('kind=internal', '').expect(400);
  });

  it('lose a number only by an administrator, and the audit log knows which by its hash alone', async () => {
    const body = { phone: '+61491570158', kind: 'campaign', list: 'spring', reason: 'a mistake' };
    const manager = await world.signedInAs('manager');
    await manager.post('/api/suppressions/remove').send(body).expect(403);
    const { data } = (await world.asAdmin.post('/api/suppressions/remove').send(body).expect(200)).body;
    expect(data).toEqual({ removed: true, phoneHash: expect.stringMatching(/^[\w-]{43}$/) });
    expect((await search({ phone: '+61491570158' })).items).toHaveLength(2);
    const entry = await AuditEntries.findOne({ action: 'remove_suppression', state: 'done' }).lean();
    expect(entry?.result).toMatchObject({ phoneHash: data.phoneHash });
    expect(JSON.stringify(entry)).not.toContain('570158');
    const viewer = await world.signedInAs('viewer');
    await viewer.post('/api/suppressions/search').send({}).expect(403);
  });
});

describe('registers', () => {
  it('are washed when somebody says so, also earlier than was thought', async () => {
    const wash = (washedAt: string) => world.asAdmin.put('/api/registries/US-NDNC/wash').send({ washedAt });
    await wash('2026-11-10T00:00:00Z').expect(200);
    await wash('2026-11-05T00:00:00Z').expect(200);
    await wash('2999-11-05T00:00:00Z').expect(400);
    const { data } = (await world.asAdmin.get('/api/registries').expect(200)).body;
    expect(data).toContainEqual({
      id: 'US-NDNC',
      washedAt: '2026-11-05T00:00:00.000Z',
      covers: 'known',
      recordedAt: expect.any(String),
      by: 'api-key',
    });
  });
});

describe('consents', () => {
  const given = { basis: 'express', evidence: 'Said so on the phone', givenAt: '2026-10-01T00:00:00Z' };

  async function contact(): Promise<string> {
    const _id = newId();
    const phone = `+6127010${String(await Contacts.countDocuments()).padStart(4, '0')}`;
    await Contacts.create({ _id, phone, createdAt: new Date() });
    return `/api/contacts/${_id}/consents`;
  }

  it('are noted once, revoked and never deleted', async () => {
    const path = await contact();
    await world.asAdmin.post(path).send(given).expect(201);
    const { data } = (await world.asAdmin.post(path).send(given).expect(201)).body;
    expect(data).toMatchObject([{ basis: 'express', revokedAt: null, by: 'api-key', outsideHours: false }]);
    const revoked = await world.asAdmin.post(`${path}/revoke`).send({ consentId: data[0].id }).expect(200);
    expect(revoked.body.data).toMatchObject([{ id: data[0].id, revokedAt: expect.any(String) }]);
    const later = await world.asAdmin.post(`${path}/revoke`).send({}).expect(200);
    expect(later.body.data).toEqual(revoked.body.data);
    expect((await world.asAdmin.get(path).expect(200)).body.data).toEqual(revoked.body.data);
  });

  it('are refused where they prove nothing', async () => {
    const path = await contact();
    const wrong = [{ evidence: ' ' }, { givenAt: '2999-01-01T00:00:00Z' }, { basis: 'hope' }];
    for (const more of [...wrong, { expiresAt: '2026-09-01T00:00:00Z' }]) {
      await world.asAdmin
        .post(path)
        .send({ ...given, ...more })
        .expect(400);
    }
    await world.asAdmin.post(`${path}/revoke`).send({}).expect(404);
    await world.asAdmin.post(`/api/contacts/${newId()}/consents`).send(given).expect(404);
  });
});
