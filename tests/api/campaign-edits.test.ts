import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lookAgainAfterPause } from '../../api/commands/edit/look-again.ts';
import { campaignVersionViewSchema, timelineItemSchema } from '../../contracts/http/campaign-edits.ts';
import { campaignViewSchema } from '../../contracts/http/campaigns.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { CampaignVersions } from '../../platform/models/campaign-version.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.close());

async function create(settings: object = {}): Promise<string> {
  const made = await world.asAdmin.post('/api/campaigns').send({ name: 'Autumn', settings }).expect(201);
  return made.body.data.id;
}

function edit(id: string, body: object) {
  return world.asAdmin.patch(`/api/campaigns/${id}`).send(body);
}

async function read(id: string) {
  return campaignViewSchema.parse((await world.asAdmin.get(`/api/campaigns/${id}`).expect(200)).body.data);
}

async function timeline(id: string, query = '') {
  const { data } = (await world.asAdmin.get(`/api/campaigns/${id}/timeline${query}`).expect(200)).body;
  return { ...data, items: data.items.map((item: unknown) => timelineItemSchema.parse(item)) };
}

describe('an edit', () => {
  it('changes what it names, takes away what is null, and keeps the rest', async () => {
    const id = await create({
      lines: 3,
      voicemailMessage: 'Hello',
      pacing: { weight: 2, startsPerMinute: 6 },
    });
    const body = {
      name: 'Winter',
      settings: { lines: 4, voicemailMessage: null, pacing: { weight: 5, startsPerMinute: null } },
      why: 'More people are there',
    };
    await edit(id, body).expect(200);
    const view = await read(id);
    expect(view).toMatchObject({ name: 'Winter', version: 2, settings: { lines: 4, ringSeconds: 30 } });
    expect(view.settings.voicemailMessage).toBeUndefined();
    expect(view.settings.pacing).toEqual({ weight: 5, priority: 3 });
  });

  it('is refused with each fault, and names unknown settings', async () => {
    const id = await create();
    const faults = async (body: object) => (await edit(id, body).expect(400)).body.error.details.join('\n');
    expect(await faults({ settings: { lines: 0 } })).toContain('settings.lines');
    expect(await faults({ settings: { linse: 5 } })).toContain(
      'settings.linse: is no setting; there are agentId',
    );
    expect(await faults({ settings: { onVoicemail: 'leave_message' } })).toContain('voicemailMessage');
    expect(await faults({})).toContain('what is to be changed');
    expect((await read(id)).version).toBe(1);
  });

  it('that changes nothing makes no version', async () => {
    const id = await create({ lines: 3 });
    await edit(id, { name: 'Autumn', settings: { lines: 3, window: null } }).expect(200);
    expect((await read(id)).version).toBe(1);
  });

  it('of something that was edited meanwhile is refused with the current version', async () => {
    const id = await create();
    await edit(id, { settings: { lines: 2 }, version: 1 }).expect(200);
    const late = await edit(id, { settings: { lines: 9 }, version: 1 }).expect(409);
    expect(late.body.error.message).toContain('it is at version 2, you looked at version 1');
    await edit(id, { settings: { lines: 9 } })
      .set('If-Match', '"1"')
      .expect(409);
    await edit(id, { settings: { lines: 9 } })
      .set('If-Match', 'nonsense')
      .expect(400);
    await edit(id, { settings: { lines: 9 }, version: 1 })
      .set('If-Match', '"2"')
      .expect(400);
    await edit(id, { settings: { lines: 9 } })
      .set('If-Match', '"2"')
      .expect(200);
    await edit(id, { settings: { lines: 8 } })
      .set('If-Match', '*')
      .expect(200);
  });

  it('is never lost where many are made at once', async () => {
    const id = await create();
    const fields = ['lines', 'ringSeconds', 'maxCallSeconds'];
    const answers = await Promise.all(fields.map((field) => edit(id, { settings: { [field]: 77 } })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await read(id)).toMatchObject({
      version: 4,
      settings: { lines: 77, ringSeconds: 77, maxCallSeconds: 77 },
    });
    const versions = await CampaignVersions.find({ campaignId: id }).sort({ _id: 1 }).lean();
    expect(versions.map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  it('of a campaign that has ended for good may only name it anew', async () => {
    const id = await create();
    await Campaigns.updateOne({ _id: id }, { $set: { state: 'stopped' } });
    expect((await edit(id, { settings: { lines: 2 } }).expect(409)).body.error.message).toContain(
      'Duplicate it',
    );
    await edit(id, { name: 'Last autumn' }).expect(200);
  });

  it('is for those who may change things', async () => {
    const id = await create();
    const viewer = await world.signedInAs('viewer');
    await viewer.patch(`/api/campaigns/${id}`).send({ name: 'Mine' }).expect(403);
  });

  it('of the hours has those looked at again whom they had put off, and nobody else', async () => {
    const id = await create();
    const phones = ['+61491570181', '+61491570182', '+61491570183', '+61491570184'];
    const file = ['phone', ...phones].join('\n');
    await world.asAdmin.post(`/api/campaigns/${id}/contacts`).type('text/csv').send(file).expect(200);
    const [putOff, retried, called] = await Enrolments.find({ campaignId: id }).sort({ _id: 1 }).lean();
    const dueAt = new Date(Date.now() + 86_400_000);
    const gate = { decision: 'defer' as const, reasons: ['Waiting for 09:00 in Perth'], at: new Date() };
    const callBack = { at: dueAt, before: { state: 'waiting' as const, dueAt } };
    await Enrolments.updateOne({ _id: putOff?._id }, { $set: { dueAt, gate } });
    await Enrolments.updateOne({ _id: retried?._id }, { $set: { dueAt, outcome: 'busy' } });
    await Enrolments.updateOne({ _id: called?._id }, { $set: { dueAt, gate, callBack } });
    const later = () => Enrolments.countDocuments({ campaignId: id, dueAt });
    await edit(id, { settings: { lines: 2 } }).expect(200);
    expect(await later()).toBe(3);
    const window = { timeZone: 'Australia/Perth', days: [1, 2, 3, 4, 5], from: '08:00', to: '20:00' };
    await edit(id, { settings: { window } }).expect(200);
    expect(await later()).toBe(2);
    expect((await Enrolments.findById(putOff?._id).lean())?.dueAt.getTime()).toBeLessThan(dueAt.getTime());
  });

  it('is not needed after a pause: whom it had put off is due when it is resumed', async () => {
    const id = await create();
    const file = 'phone\n+61491570185\n+61491570186\n';
    await world.asAdmin.post(`/api/campaigns/${id}/contacts`).type('text/csv').send(file).expect(200);
    const [paused, closed] = await Enrolments.find({ campaignId: id }).lean();
    const dueAt = new Date(Date.now() + 86_400_000);
    const putOff = (_id: string | undefined, reason: string) =>
      Enrolments.updateOne(
        { _id },
        { $set: { dueAt, gate: { decision: 'defer', reasons: [reason], at: new Date() } } },
      );
    await putOff(paused?._id, 'The campaign is paused');
    await putOff(closed?._id, 'Waiting for 09:00 in Perth');
    await lookAgainAfterPause(id);
    const [later, ...others] = await Enrolments.find({ campaignId: id, dueAt }).lean();
    expect(later?._id).toBe(closed?._id);
    expect(others).toEqual([]);
  });

  it('of a record made before there were versions begins at the first', async () => {
    const id = await create({ lines: 3 });
    await Campaigns.updateOne({ _id: id }, { $unset: { version: 1, edit: 1, archived: 1 } });
    expect(await read(id)).toMatchObject({ version: 1, archived: false });
    await edit(id, { settings: { lines: 4 }, version: 1 }).expect(200);
    expect(await read(id)).toMatchObject({ version: 2, settings: { lines: 4 } });
    await world.asAdmin.post(`/api/campaigns/${id}/undo`).expect(200);
    expect(await read(id)).toMatchObject({ version: 3, settings: { lines: 3 } });
  });
});

describe('versions', () => {
  it('are undone and gone back to as new ones', async () => {
    const id = await create({ lines: 1 });
    const undo = (body: object) => world.asAdmin.post(`/api/campaigns/${id}/undo`).send(body);
    expect((await undo({}).expect(409)).body.error.message).toContain('nothing to undo');
    await edit(id, { settings: { lines: 2 } }).expect(200);
    await edit(id, { name: 'Other', settings: { lines: 3 } }).expect(200);
    expect((await undo({}).expect(200)).body.data).toMatchObject({
      version: 4,
      name: 'Autumn',
      settings: { lines: 2 },
    });
    expect((await undo({ to: 1, why: 'All of it' }).expect(200)).body.data.settings.lines).toBe(1);
    await undo({ to: 99 }).expect(404);
    await undo({ to: 1, version: 1 }).expect(409);

    const version = async (number: number | string, status = 200) =>
      (await world.asAdmin.get(`/api/campaigns/${id}/versions/${number}`).expect(status)).body.data;
    expect(campaignVersionViewSchema.parse(await version(3))).toMatchObject({
      name: 'Other',
      changed: ['name', 'lines'],
      by: { name: 'API key' },
    });
    expect(await version(5)).toMatchObject({ why: 'All of it', settings: { lines: 1 } });
    await version(6, 404);
    await version('last', 400);
  });
});

describe('the timeline', () => {
  it('tells what happened, newest first, in pages', async () => {
    const id = await create();
    const file = 'phone\n+61491570156\n+61491570157\n';
    await world.asAdmin.post(`/api/campaigns/${id}/contacts`).type('text/csv').send(file).expect(200);
    await edit(id, { settings: { lines: 2 }, why: 'Fewer' }).expect(200);
    await world.asAdmin.post(`/api/campaigns/${id}/archive`).expect(200);
    const { items } = await timeline(id);
    expect(items.map(({ kind }: { kind: string }) => kind)).toEqual([
      'archive',
      'edit',
      'import',
      'state',
      'edit',
    ]);
    expect(items[1]).toMatchObject({ version: 2, changed: ['lines'], why: 'Fewer', by: 'API key' });
    expect(items[2]).toMatchObject({ contacts: 2, by: 'API key' });
    expect(items[3]).toMatchObject({ state: 'ready', reason: 'It is ready to start' });

    const paged = [];
    let cursor: string | null = null;
    do {
      const page = await timeline(id, `?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(paged).toEqual(items);
    await world.asAdmin.get(`/api/campaigns/${'f'.repeat(24)}/timeline`).expect(404);
    await world.asAdmin.get(`/api/campaigns/${id}/timeline?cursor=$ne`).expect(400);
  });
});

describe('the archive', () => {
  const list = async (query = '') =>
    (await world.asAdmin.get(`/api/campaigns?limit=200${query}`).expect(200)).body.data.items.map(
      (campaign: { id: string }) => campaign.id,
    );

  it('takes a campaign out of the list, and gives it back', async () => {
    const id = await create();
    await world.asAdmin.post(`/api/campaigns/${id}/archive`).expect(200);
    await world.asAdmin.post(`/api/campaigns/${id}/archive`).expect(200);
    expect(await list()).not.toContain(id);
    expect(await list('&archived=true')).toEqual(expect.arrayContaining([id]));
    expect(await read(id)).toMatchObject({ archived: true, state: 'draft' });
    await world.asAdmin.post(`/api/campaigns/${id}/unarchive`).expect(200);
    expect(await list()).toContain(id);
    expect(await list('&archived=true')).not.toContain(id);
  });

  it('is for what does not run', async () => {
    const id = await create();
    await Campaigns.updateOne({ _id: id }, { $set: { state: 'paused' } });
    const refused = await world.asAdmin.post(`/api/campaigns/${id}/archive`).expect(409);
    expect(refused.body.error.message).toContain('is paused');
  });
});

describe('a draft', () => {
  it('can be deleted, and nothing else can', async () => {
    const id = await create();
    await edit(id, { name: 'Other' }).expect(200);
    await world.asAdmin.delete(`/api/campaigns/${id}`).expect(200);
    await world.asAdmin.get(`/api/campaigns/${id}`).expect(404);
    expect(await CampaignVersions.countDocuments({ campaignId: id })).toBe(0);
    const other = await create();
    await Campaigns.updateOne({ _id: other }, { $set: { state: 'ready' } });
    const refused = await world.asAdmin.delete(`/api/campaigns/${other}`).expect(409);
    expect(refused.body.error.message).toContain('Archive it');
  });
});

describe('a duplicate', () => {
  it('has the same settings, and the contacts when asked to', async () => {
    const id = await create({ lines: 7 });
    const file = 'phone\n+61491570156\n+61491570157\n+61491570158\n';
    await world.asAdmin.post(`/api/campaigns/${id}/contacts`).type('text/csv').send(file).expect(200);
    await Enrolments.updateMany(
      { campaignId: id },
      { $set: { state: 'done', outcome: 'human', attempts: 2 } },
    );
    const duplicate = (key: string, body: object) =>
      world.asAdmin.post(`/api/campaigns/${id}/duplicate`).set('Idempotency-Key', key).send(body);
    const bare = (await duplicate('key-of-a-bare-one', {}).expect(201)).body.data;
    expect(bare).toMatchObject({
      name: 'Autumn, copy',
      state: 'draft',
      settings: { lines: 7 },
      progress: { total: 0 },
    });
    const body = { name: 'Again', contacts: 'all' };
    const full = (await duplicate('key-of-a-full-one', body).expect(201)).body.data;
    expect(full).toMatchObject({
      name: 'Again',
      state: 'ready',
      version: 1,
      progress: { total: 3, waiting: 3 },
    });
    const repeated = (await duplicate('key-of-a-full-one', body).expect(201)).body.data;
    expect(repeated.id).toBe(full.id);
    expect(repeated.progress.total).toBe(3);
    await world.asAdmin.post(`/api/campaigns/${id}/duplicate`).send({}).expect(400);
  });
});
