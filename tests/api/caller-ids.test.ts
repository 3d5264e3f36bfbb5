import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallerIdView } from '../../contracts/http/caller-ids.ts';
import { callIdOf } from '../../contracts/ids.ts';
import type { Outcome } from '../../contracts/outcome.ts';
import { Calls } from '../../platform/models/call.ts';
import { CallerIds } from '../../platform/models/caller-id.ts';
import { newId } from '../../platform/mongo.ts';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

const OWN = '+61255501000';
const OTHER = '+61355501000';
const VERIFIED = '+61855501000';
const UNKNOWN = '+61755501234';
const ACCOUNT_SID = `AC${'0'.repeat(32)}`;
const SECRET = 'a-secret-of-sixteen-and-more-characters';
const DAY_MS = 24 * 3600_000;

let sandbox: Sandbox;
let world: ApiWorld;

beforeAll(async () => {
  sandbox = await createSandbox({
    accountSid: ACCOUNT_SID,
    authToken: SECRET,
    callerIds: [OWN, OTHER],
    verifiedIds: [VERIFIED],
    apiKey: SECRET,
    agentId: 'agent_test',
    webhookSecret: SECRET,
  });
  world = await startApiWorld({
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: SECRET,
    TWILIO_BASE_URL: sandbox.url,
    ELEVENLABS_API_KEY: SECRET,
    ELEVENLABS_BASE_URL: sandbox.url,
  });
});
afterAll(async () => {
  await world?.close();
  await sandbox?.close();
});

const create = (settings: object) => world.asAdmin.post('/api/campaigns').send({ name: 'C', settings });

describe('the numbers that a campaign names', () => {
  it('are taken where the account owns them or has verified them', async () => {
    const callerIds = { numbers: [OWN, OTHER, VERIFIED], perNumberPerDay: 50 };
    const answer = await create({ callerIds });
    expect(answer.status).toBe(201);
    expect(answer.body.data.settings.callerIds).toEqual({ ...callerIds, localPresence: false });
    const kept = await CallerIds.find().sort({ _id: 1 }).lean();
    expect(kept.map(({ _id, kind }) => [_id, kind])).toEqual([
      [OWN, 'owned'],
      [OTHER, 'owned'],
      [VERIFIED, 'verified'],
    ]);
  });

  it.each([
    ['of a pool', { callerIds: { numbers: [OWN, UNKNOWN] } }],
    ['of a single one', { callerId: UNKNOWN }],
  ])('are refused by name where it does not: %s', async (_, settings) => {
    const answer = await create(settings);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toHaveLength(1);
    expect(answer.body.error.details[0]).toMatch(`settings: ${UNKNOWN} is neither`);
  });

  it('are looked at with an edit of them, and of nothing else', async () => {
    const { body } = await create({});
    const edit = (settings: object) =>
      world.asAdmin.patch(`/api/campaigns/${body.data.id}`).send({ settings });
    expect((await edit({ callerIds: { numbers: [UNKNOWN] } })).status).toBe(400);
    expect((await edit({ callerIds: { numbers: [OTHER] } })).status).toBe(200);
    const before = sandbox.url;
    world.env.TWILIO_BASE_URL = 'http://127.0.0.1:9';
    expect((await edit({ lines: 3 })).status).toBe(200);
    const unreachable = await edit({ callerIds: { numbers: [OWN] } });
    world.env.TWILIO_BASE_URL = before;
    expect(unreachable.status).toBe(503);
    expect(unreachable.body.error.message).toContain('Twilio does not answer');
  });

  it('are each named once', async () => {
    expect((await create({ callerIds: { numbers: [OWN, OWN] } })).body.error.details).toEqual([
      'settings.callerIds.numbers: names a number twice',
    ]);
  });
});

describe('GET /api/caller-ids', () => {
  beforeEach(async () => {
    await Calls.deleteMany({});
  });

  /** So many calls that showed a number so many days ago, a share of them answered by a person. */
  async function called(
    from: string,
    daysAgo: number,
    calls: number,
    answered: number,
    otherwise: Outcome = 'no_answer',
  ): Promise<void> {
    const startedAt = new Date(Date.now() - daysAgo * DAY_MS);
    const docs = Array.from({ length: calls }, (_, index) => {
      const ids = { campaignId: newId(), contactId: newId(), attempt: 1 };
      const outcome: Outcome = index < answered ? 'human' : otherwise;
      return {
        _id: callIdOf(ids),
        ...ids,
        from,
        startedAt,
        outcome,
        phase: 'ended' as const,
        intent: 'closed' as const,
      };
    });
    await Calls.insertMany(docs);
  }

  async function view(number: string): Promise<CallerIdView> {
    const { body } = await world.asAdmin.get('/api/caller-ids');
    return body.data.items.find((one: CallerIdView) => one.number === number);
  }

  it('pages through the numbers, with their calls and rates of rolling days', async () => {
    await called(OWN, 0.5, 10, 4);
    await called(OWN, 3, 10, 6);
    await called(OWN, 20, 20, 10);
    await called(OWN, 29, 100, 100);
    await called(OWN, 1.5, 5, 0, 'failed_provider');
    const first = await world.asAdmin.get('/api/caller-ids?limit=1');
    expect(first.body.data).toEqual({
      items: [
        {
          number: OWN,
          kind: 'owned',
          day: { calls: 10, answered: 4, rate: 0.4 },
          week: { calls: 20, answered: 10, rate: 0.5 },
          fourWeeks: { calls: 40, answered: 20, rate: 0.5 },
          againstOwnPast: null,
          againstOthers: null,
          looksFlagged: false,
        },
      ],
      nextCursor: OWN,
    });
    const second = await world.asAdmin.get(`/api/caller-ids?limit=1&cursor=${encodeURIComponent(OWN)}`);
    expect(second.body.data).toMatchObject({ items: [{ number: OTHER }], nextCursor: OTHER });
  });

  it('says which number looks flagged, and not where all fell', async () => {
    await called(OWN, 10, 200, 80);
    await called(OTHER, 10, 200, 80);
    await called(OWN, 2, 100, 12);
    await called(OTHER, 2, 100, 40);
    expect(await view(OWN)).toMatchObject({
      looksFlagged: true,
      week: { rate: 0.12 },
      againstOwnPast: { rate: 0.4 },
    });
    expect(await view(OTHER)).toMatchObject({ looksFlagged: false });
    await Calls.updateMany(
      { from: OTHER, startedAt: { $gt: new Date(Date.now() - 7 * DAY_MS) } },
      { $set: { outcome: 'no_answer' } },
    );
    expect(await view(OWN)).toMatchObject({ looksFlagged: false });
  });

  it('refuses what is no cursor', async () => {
    expect((await world.asAdmin.get('/api/caller-ids?cursor=x')).status).toBe(400);
  });
});
