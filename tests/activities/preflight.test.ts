import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { preflight } from '../../activities/preflight/preflight.ts';
import type { CampaignSettings } from '../../contracts/campaign.ts';
import { campaignSettingsSchema } from '../../contracts/campaign.ts';
import { callIdOf, enrolmentIdOf } from '../../contracts/ids.ts';
import type { Outcome } from '../../contracts/outcome.ts';
import { Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { keepEvent } from '../../platform/models/campaign-event.ts';
import { type ContactDoc, Contacts } from '../../platform/models/contact.ts';
import { Demands } from '../../platform/models/demand.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Suppressions, suppressionIdOf } from '../../platform/models/suppression.ts';
import { newId } from '../../platform/mongo.ts';
import { startWorld, type World } from './world.ts';

/** What a campaign would come to, from the records of a database and an agent of the sandbox. */
let world: World;
let campaignId: string;
/** A Monday, 10:00 in Sydney and 07:00 in Perth. */
const MONDAY = Date.parse('2027-02-01T10:00:00+11:00');
const OFFICE = { timeZone: 'contact', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };

beforeAll(async () => {
  world = await startWorld('preflight');
});
afterAll(() => world?.end());
beforeEach(async () => {
  for (const model of [Campaigns, Contacts, Enrolments, Calls, Suppressions, Demands] as const) {
    await (model as typeof Campaigns).deleteMany({});
  }
  campaignId = await campaignOf({ schedule: { windows: [OFFICE] } });
});

async function campaignOf(settings: object): Promise<string> {
  const _id = newId();
  await Campaigns.create({
    _id,
    name: 'Test',
    state: 'ready',
    reason: 'Ready',
    settings: campaignSettingsSchema.parse(settings),
    createdBy: 'test',
    createdAt: new Date(),
  });
  return _id;
}

let count = 0;
async function enrol(over: Partial<ContactDoc> = {}, inCampaign = campaignId): Promise<ContactDoc> {
  const phone = over.phone ?? `+6125550${String(1000 + count++)}`;
  const contact = { _id: newId(), name: 'Ana Test', phone, createdAt: new Date(), ...over };
  await Contacts.updateOne({ phone }, { $setOnInsert: contact }, { upsert: true });
  const doc = (await Contacts.findOne({ phone }).lean()) as ContactDoc;
  await Enrolments.create({
    _id: enrolmentIdOf(inCampaign, doc._id),
    campaignId: inCampaign,
    contactId: doc._id,
    state: 'waiting',
    dueAt: new Date(MONDAY - 1000),
  });
  return doc;
}

async function pastCall(
  contact: ContactDoc,
  over: { seconds?: number; outcome?: Outcome; of?: string } = {},
) {
  const { seconds = 60, outcome = 'human', of = newId() } = over;
  const endedAt = new Date(Date.now() - 3_600_000);
  const startedAt = new Date(endedAt.getTime() - seconds * 1000);
  const ids = { campaignId: of, contactId: contact._id, attempt: 1 };
  const phone = contact.phone;
  await Calls.create({
    _id: callIdOf(ids),
    ...ids,
    phone,
    phase: 'ended',
    intent: 'closed',
    outcome,
    callSid: `CA${newId()}`,
    startedAt,
    endedAt,
    price: { amount: 0.5, currency: 'USD' },
  });
}

const ask = (over: { other?: CampaignSettings; at?: number; seed?: number } = {}) =>
  preflight(world.deps, { campaignId, at: MONDAY, seed: 1, ...over });

describe('the contacts of a campaign', () => {
  it('are counted by zone, by what makes them wait, and by what keeps them from being called', async () => {
    for (let index = 0; index < 3; index += 1) await enrol();
    await enrol({ timeZone: 'Australia/Perth', phone: '+61491570156' });
    const objected = await enrol();
    const _id = suppressionIdOf({ phone: objected.phone, kind: 'internal' });
    await Suppressions.create({ _id, source: 'test', addedAt: new Date() });
    const { waiting, plan } = await ask();
    expect(waiting).toBe(5);
    expect(plan).toMatchObject({ callable: 3, later: 1, never: 1 });
    expect(plan.zones).toContainEqual({ zones: ['Australia/Perth'], contacts: 1 });
    expect(plan.zones.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(5);
    expect(plan.waits).toEqual([{ rule: 'window', text: 'Waiting for 09:00 in Perth', contacts: 1 }]);
    expect(plan.blocks).toMatchObject([{ rule: 'suppression.internal', contacts: 1 }]);
    expect(plan.forecast).toMatchObject({
      done: 4,
      left: 0,
      skipped: [{ rule: 'suppression.internal', contacts: 1 }],
    });
    expect(plan.forecast.finish.likely > '2027-02-01T01:00:00.000Z').toBe(true);
  });

  it('are counted where imports named them twice, or not at all; where they wait elsewhere; where their number is dead', async () => {
    await keepEvent(
      { campaignId, kind: 'import', at: new Date(), contacts: 2, doubled: 3, rejected: 4 },
      'import',
    );
    const contact = await enrol();
    await enrol();
    await enrol({ phone: contact.phone }, await campaignOf({}));
    await pastCall(contact, { outcome: 'invalid_number', seconds: 2 });
    expect(await ask()).toMatchObject({ waiting: 2, doubled: 3, invalid: 4, elsewhere: 1, deadNumbers: 1 });
  });

  it('who lack what their agent needs are named with it, and not called', async () => {
    const settings = { overrides: { firstMessage: 'Hello {{plan}}, this is {{name}}.' } };
    campaignId = await campaignOf(settings);
    await enrol({ variables: { plan: 'gold' } });
    await enrol();
    const { plan } = await ask();
    const { ELEVENLABS_AGENT_ID: agentId } = world.deps.env;
    expect(plan.missing).toEqual([{ agentId, variable: 'plan', contacts: 1 }]);
    expect(plan).toMatchObject({ callable: 1, never: 1, unknownAgents: [] });
    expect(plan.forecast).toMatchObject({ calls: expect.any(Number), done: 1 });
    expect(plan.forecast.skipped).toMatchObject([{ rule: 'agent.variables', contacts: 1 }]);
  });

  it('change nothing by being looked at', async () => {
    await enrol();
    const before = await Enrolments.find({}).lean();
    await ask();
    expect(await Enrolments.find({}).lean()).toEqual(before);
    expect(world.creates()).toBe(0);
  });
});

describe('the forecast', () => {
  it('assumes while there are no calls, and goes by the calls of others, and by its own, once there are some', async () => {
    const contacts = [];
    for (let index = 0; index < 60; index += 1) contacts.push(await enrol());
    expect((await ask()).basis).toEqual({ kind: 'assumed', calls: 0 });
    for (const contact of contacts) await pastCall(contact, { seconds: 119 });
    const { basis, plan } = await ask();
    expect(basis).toEqual({ kind: 'other campaigns', calls: 60 });
    // Sixty people of two minutes each, on ten lines.
    const minutes = (Date.parse(plan.forecast.finish.likely) - MONDAY) / 60_000;
    expect(minutes).toBeGreaterThan(11.9);
    expect(minutes).toBeLessThan(13.5);
    expect(plan.forecast).toMatchObject({ calls: 60, reached: 60, cost: 30, stopped: null });
    for (const contact of contacts) await pastCall(contact, { seconds: 29, of: campaignId });
    expect((await ask()).basis.kind).toBe('this campaign');
  });

  it('holds another plan against the first', async () => {
    for (let index = 0; index < 60; index += 1) await pastCall(await enrol(), { seconds: 119 });
    const other = campaignSettingsSchema.parse({ lines: 2, budget: { total: 5 } });
    const result = await ask({ other });
    expect(result.plan.room.lines).toBe(10);
    expect(result.other?.room.lines).toBe(2);
    expect(result.other?.forecast).toMatchObject({ calls: 10, cost: 5, left: 50 });
    expect(result.other?.forecast.stopped).toContain('The budget of 5');
    expect(await ask({ other })).toEqual(result);
  });

  it('shares lines and pace with those that run now', async () => {
    await enrol();
    const alone = (await ask()).plan.room;
    const rival = { weight: 1, priority: 3, callBacks: 0, served: 0, atMost: 100, at: new Date() };
    await Demands.create({ _id: newId(), ...rival });
    const beside = (await ask()).plan.room;
    expect(beside.startsPerSecond).toBe(alone.startsPerSecond / 2);
    expect(beside.lines).toBeLessThanOrEqual(alone.lines);
    const account = world.deps.env.TWILIO_MAX_CALLS;
    expect(beside.lines).toBeLessThanOrEqual(Math.ceil(account / 2));
  });
});
