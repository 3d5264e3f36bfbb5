import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { recordCampaign } from '../../activities/record-campaign.ts';
import { redialResultSchema } from '../../contracts/http/campaign-edits.ts';
import { campaignWorkflowId } from '../../contracts/ids.ts';
import { TASK_QUEUES } from '../../contracts/workflow-api.ts';
import { Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { type EnrolmentDoc, Enrolments } from '../../platform/models/enrolment.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { queueName } from '../../platform/temporal.ts';
import { until } from '../support/until.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
let connection: NativeConnection;
let stopWorkers: () => Promise<void>;

/** The campaign's workflow as it is, and its records. Nobody is dialed: the pump tells how many contacts are open. */
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  world = await startApiWorld();
  connection = await NativeConnection.connect({ address: world.env.TEMPORAL_ADDRESS });
  const pumpCampaign = async ({ campaignId }: { campaignId: string }) => {
    const open = await Enrolments.countDocuments({ campaignId, state: { $ne: 'done' } });
    return { started: 0, open, up: 0, nextDueAt: Date.now() + 3_600_000 };
  };
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue: queueName(world.env, TASK_QUEUES.calls),
      workflowBundle: { codePath: process.env.WORKFLOW_BUNDLE ?? '' },
    }),
    Worker.create({
      connection,
      taskQueue: queueName(world.env, TASK_QUEUES.io),
      activities: { recordCampaign, pumpCampaign },
    }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  stopWorkers = async () => {
    for (const worker of workers) worker.shutdown();
    await running;
  };
});
afterAll(async () => {
  await stopWorkers();
  await connection.close();
  await world.close();
});

let numbers = 0;

/** A campaign whose contacts are done with these outcomes, in this order. */
async function campaignWith(outcomes: EnrolmentDoc['outcome'][], attempts = 3): Promise<string> {
  const { id } = (await world.asAdmin.post('/api/campaigns').send({ name: 'Redial' }).expect(201)).body.data;
  const phones = outcomes.map(() => `+6127010${String(numbers++).padStart(4, '0')}`);
  await importContacts(id, phones);
  const contacts = await Contacts.find({ phone: { $in: phones } }).lean();
  for (const [index, outcome] of outcomes.entries()) {
    const contactId = contacts.find(({ phone }) => phone === phones[index])?._id;
    const done = { state: 'done' as const, outcome, attempts, callId: `${id}.${contactId}.${attempts}` };
    await Enrolments.updateOne({ campaignId: id, contactId }, { $set: done });
  }
  return id;
}

function importContacts(id: string, phones: string[]) {
  const file = ['phone', ...phones].join('\n');
  return world.asAdmin.post(`/api/campaigns/${id}/contacts`).type('text/csv').send(file).expect(200);
}

function ask(id: string, body: object, key = 'a-key-of-this-test') {
  return world.asAdmin.post(`/api/campaigns/${id}/redial`).set('Idempotency-Key', key).send(body);
}

async function redial(id: string, body: object, key?: string) {
  return redialResultSchema.parse((await ask(id, body, key).expect(200)).body.data);
}

function stateOf(id: string) {
  return Campaigns.findById(id, { state: 1 })
    .lean()
    .then((campaign) => campaign?.state);
}

describe('a redial in the same campaign', () => {
  it('has a completed campaign run again, with an attempt granted, and nobody twice for one key', async () => {
    const id = await campaignWith(['no_answer', 'busy', 'human']);
    await world.asAdmin.post(`/api/campaigns/${id}/start`).expect(200);
    await until('it completes', async () => (await stateOf(id)) === 'completed');
    const body = { outcomes: ['no_answer', 'busy'] };
    expect(await redial(id, body)).toEqual({
      campaignId: id,
      matched: 2,
      redialed: 2,
      suppressed: 0,
      skipped: 0,
      nextCursor: null,
    });
    await until('it runs again', async () => (await stateOf(id)) === 'running');
    const waiting = await Enrolments.find({ campaignId: id, state: 'waiting' }).lean();
    expect(waiting.map(({ granted }) => granted)).toEqual([1, 1]);

    // Called meanwhile, with the same outcome again: the repeated request leaves them alone, a new one does not.
    await Enrolments.updateMany(
      { campaignId: id, state: 'waiting' },
      { $set: { state: 'done' }, $inc: { attempts: 1 } },
    );
    expect(await redial(id, body)).toMatchObject({ matched: 2, redialed: 0, skipped: 2 });
    expect(await redial(id, body, 'another-key')).toMatchObject({ matched: 2, redialed: 2, skipped: 0 });
    await world.asAdmin.post(`/api/campaigns/${id}/stop`).expect(200);
    expect(await Enrolments.countDocuments({ campaignId: id, state: 'waiting' })).toBe(0);
    expect(await Enrolments.countDocuments({ campaignId: id, outcome: 'canceled' })).toBe(0);
  });

  it('leaves whoever objected alone', async () => {
    const id = await campaignWith(['no_answer', 'no_answer', 'suppressed']);
    await Campaigns.updateOne({ _id: id }, { $set: { state: 'paused' } });
    const [first] = await Enrolments.find({ campaignId: id, outcome: 'no_answer' }).lean();
    const contact = await Contacts.findById(first?.contactId).lean();
    await Suppressions.create({ _id: contact?.phone, source: 'test', addedAt: new Date() });
    expect(await redial(id, { outcomes: ['no_answer'] })).toMatchObject({
      matched: 2,
      redialed: 1,
      suppressed: 1,
    });
    expect((await Enrolments.findById(first?._id).lean())?.state).toBe('done');
    await ask(id, { outcomes: ['suppressed'] }).expect(400);
  });

  it('goes by attempts and by when the last call ended, page by page', async () => {
    const id = await campaignWith(['busy', 'busy', 'busy', 'busy', 'busy']);
    await Campaigns.updateOne({ _id: id }, { $set: { state: 'paused' } });
    const enrolments = await Enrolments.find({ campaignId: id }).sort({ _id: 1 }).lean();
    await Enrolments.updateOne({ _id: enrolments[0]?._id }, { $set: { attempts: 1 } });
    const since = new Date('2026-03-01T00:00:00Z');
    for (const [index, { callId, contactId }] of enrolments.entries()) {
      const endedAt = new Date(since.getTime() + (index - 2) * 86_400_000);
      const ids = { campaignId: id, contactId, attempt: 3 };
      await Calls.create({
        _id: callId ?? '',
        ...ids,
        phase: 'ended',
        intent: 'closed',
        startedAt: endedAt,
        endedAt,
      });
    }
    const body = { outcomes: ['busy'], attempts: { min: 2 }, since: since.toISOString(), limit: 2 };
    const pages = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof redial>> = await redial(id, cursor ? { ...body, cursor } : body);
      pages.push(page.redialed);
      cursor = page.nextCursor;
    } while (cursor);
    expect(pages).toEqual([0, 2, 1]);
    const waiting = await Enrolments.find({ campaignId: id, state: 'waiting' }).sort({ _id: 1 }).lean();
    expect(waiting.map(({ _id }) => _id)).toEqual(enrolments.slice(2).map(({ _id }) => _id));
  });

  it('is refused where nobody is called, and says what would do', async () => {
    const id = await campaignWith(['busy']);
    const message = async () => (await ask(id, { outcomes: ['busy'] }).expect(409)).body.error.message;
    expect(await message()).toContain('called nobody yet');
    await Campaigns.updateOne({ _id: id }, { $set: { state: 'stopped' } });
    expect(await message()).toContain('"into": "new"');
    await Campaigns.updateOne({ _id: id }, { $set: { state: 'completed', archived: true } });
    expect(await message()).toContain('archived');
    await world.asAdmin
      .post(`/api/campaigns/${id}/redial`)
      .send({ outcomes: ['busy'] })
      .expect(400);
  });
});

describe('a redial into a new campaign', () => {
  it('makes one, once for each key, and leaves the old one as it is', async () => {
    const id = await campaignWith(['no_answer', 'canceled', 'human']);
    await Campaigns.updateOne({ _id: id }, { $set: { state: 'stopped' } });
    const body = { outcomes: ['no_answer', 'canceled'], into: 'new' };
    const made = await redial(id, body);
    expect(made).toMatchObject({ matched: 2, redialed: 2, nextCursor: null });
    expect(made.campaignId).not.toBe(id);
    expect(await redial(id, body)).toMatchObject({ campaignId: made.campaignId, redialed: 0, skipped: 2 });
    const { data } = (await world.asAdmin.get(`/api/campaigns/${made.campaignId}`)).body;
    expect(data).toMatchObject({ name: 'Redial, again', state: 'ready', progress: { total: 2, waiting: 2 } });
    expect(await Enrolments.countDocuments({ campaignId: id, state: 'done' })).toBe(3);
  });
});

describe('contacts added to a campaign that has completed', () => {
  it('have it run again, however often it completes, and take it out of the archive', async () => {
    const id = await campaignWith(['human']);
    await world.asAdmin.post(`/api/campaigns/${id}/start`).expect(200);
    for (const phone of ['+61270109001', '+61270109002']) {
      await until('it completes', async () => (await stateOf(id)) === 'completed');
      await importContacts(id, [phone]);
      await until('it runs again', async () => (await stateOf(id)) === 'running');
      await Enrolments.updateMany({ campaignId: id }, { $set: { state: 'done', outcome: 'human' } });
      // It looks again, where it has not done so already.
      await world.asAdmin.post(`/api/campaigns/${id}/pause`);
      await world.asAdmin.post(`/api/campaigns/${id}/resume`);
    }
    // A wake-up that comes late has it look once more, and complete once more.
    await world.temporal.workflow.getHandle(campaignWorkflowId(id)).result();
    await world.asAdmin.post(`/api/campaigns/${id}/archive`).expect(200);
    const refused = await world.asAdmin
      .post(`/api/campaigns/${id}/contacts`)
      .type('text/csv')
      .send('phone\n+61270109003\n')
      .expect(409);
    expect(refused.body.error.message).toContain('archive');
    const states = (await world.asAdmin.get(`/api/campaigns/${id}/timeline?limit=100`)).body.data.items
      .filter(({ kind }: { kind: string }) => kind === 'state')
      .map(({ state }: { state: string }) => state)
      .reverse();
    expect(states.filter((state: string) => state === 'completed').length).toBeGreaterThanOrEqual(3);
    expect(states[0]).toBe('ready');
    expect(states.at(-1)).toBe('completed');
  });
});
