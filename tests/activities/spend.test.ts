import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readSpend } from '../../activities/spend.ts';
import { watchCampaign } from '../../activities/watch-campaign.ts';
import { campaignSettingsSchema } from '../../contracts/campaign.ts';
import { callIdOf } from '../../contracts/ids.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import { type CampaignDoc, Campaigns } from '../../platform/models/campaign.ts';
import { Spendings } from '../../platform/models/spending.ts';
import { newId } from '../../platform/mongo.ts';
import { startWorld, type World } from './world.ts';

const HOUR = 3600_000;
/** Half past ten, so that yesterday is eleven hours ago. */
const NOW = Date.UTC(2026, 10, 20, 10, 30);
const ENV = { ELEVENLABS_CREDIT_PRICE: 0.001, CALL_MINUTE_PRICE: 0.1, CALL_EXPECTED_MINUTES: 2 };

let world: World;
beforeAll(async () => {
  world = await startWorld('spend', { TWILIO_MIN_BALANCE: '10' });
});
afterAll(() => world?.end());
beforeEach(() => Promise.all([Calls.deleteMany({}), Spendings.deleteMany({})]));

async function campaign(settings: object = {}, startedAt = NOW - 30 * HOUR): Promise<CampaignDoc> {
  const facts = {
    _id: newId(),
    name: 'Test',
    state: 'running' as const,
    reason: 'Calling',
    createdBy: 'test',
  };
  const parsed = campaignSettingsSchema.parse(settings);
  const at = new Date(startedAt);
  return (await Campaigns.create({ ...facts, settings: parsed, createdAt: at, startedAt: at })).toObject();
}

async function call(
  { _id: campaignId }: CampaignDoc,
  hoursAgo: number,
  facts: Partial<CallDoc> = {},
  now = NOW,
) {
  const ids = { campaignId, contactId: newId(), attempt: 1 };
  const callSid = `CA${newId()}`;
  const startedAt = new Date(now - hoursAgo * HOUR);
  const ended = { phase: 'ended' as const, intent: 'closed' as const, callSid, startedAt };
  await Calls.create({ _id: callIdOf(ids), ...ids, ...ended, ...facts });
}

const usd = (amount: number) => ({ amount, currency: 'USD' });

describe('what a campaign has used', () => {
  it('is what its calls cost, with an estimate for those without a price, and today apart', async () => {
    const mine = await campaign();
    await call(mine, 20, { price: usd(1), costCredits: 500 });
    await call(mine, 2, { price: usd(0.25) });
    await call(mine, 0.1, {});
    await call(mine, 0.1, { phase: 'up', intent: 'written' });
    await call(mine, 0.1, { callSid: undefined, outcome: 'canceled' });
    await call(await campaign(), 2, { price: usd(99) });
    const spend = await readSpend(ENV, mine, 3, NOW);
    expect(spend).toMatchObject({ currency: 'USD', up: 3 });
    expect(spend.perCall).toBeCloseTo(0.2);
    expect(spend.inAll.spent).toBeCloseTo(1.75);
    // Two without a price, and two of the three that hold a line were not dialed yet.
    expect(spend.inAll.reserved).toBeCloseTo(0.8);
    expect(spend.today.spent).toBeCloseTo(0.25);
    expect(spend.today.reserved).toBeCloseTo(0.8);
  });

  it('is the same however often it is counted, and hours that are over are not counted again', async () => {
    const mine = await campaign();
    await call(mine, 20, { price: usd(1) });
    const first = await readSpend(ENV, mine, 0, NOW);
    expect(await readSpend(ENV, mine, 0, NOW)).toEqual(first);
    // Proof that it was not: the record has changed behind its back.
    await Calls.deleteMany({});
    expect((await readSpend(ENV, mine, 0, NOW)).inAll.spent).toBe(1);
  });

  it('learns of prices that come late', async () => {
    const mine = await campaign();
    await call(mine, 5);
    expect((await readSpend(ENV, mine, 0, NOW)).inAll).toEqual({ spent: 0, reserved: 0.2 });
    await Calls.updateMany({}, { $set: { price: usd(0.5) } });
    const later = await readSpend(ENV, mine, 0, NOW + 6 * 60_000);
    expect(later.inAll).toEqual({ spent: 0.5, reserved: 0 });
  });
});

describe('a campaign that is watched', () => {
  const now = Date.now();

  it('may begin what is left of its budget, and less after each claim', async () => {
    const mine = await campaign({ budget: { total: 1 } }, now - HOUR);
    await call(mine, 0.5, { price: usd(0.6) }, now);
    const watch = watchCampaign(world.deps);
    expect(await watch.look(mine)).toEqual({ most: 4 });
    watch.claimed(3);
    expect(await watch.look(mine)).toEqual({ most: 1 });
  });

  it('pauses with its reason, and goes on as soon as the budget is raised', async () => {
    const mine = await campaign({ budget: { total: 1 } }, now - HOUR);
    await call(mine, 0.5, { price: usd(1) }, now);
    const watch = watchCampaign(world.deps);
    expect((await watch.look(mine)).pause?.reason).toContain('The budget of 1 USD is used');
    const raised = { ...mine, settings: { ...mine.settings, budget: { total: 3 } } };
    expect(await watch.look(raised)).toEqual({ most: 20 });
  });

  it('pauses when its latest calls failed, but not for those from before it was resumed', async () => {
    const mine = await campaign({ limits: { sample: 3 } }, now - HOUR);
    for (let index = 0; index < 4; index += 1) await call(mine, 0.01, { outcome: 'failed_provider' }, now);
    expect((await watchCampaign(world.deps).look(mine)).pause?.reason).toMatch(
      /4 of the last 4 calls failed/,
    );
    const resumed = { ...mine, runningSince: new Date(now) };
    expect((await watchCampaign(world.deps).look(resumed)).pause).toBeUndefined();
  });

  it('pauses when the balance at Twilio is below the floor', async () => {
    const mine = await campaign({}, now - HOUR);
    expect((await watchCampaign(world.deps).look(mine)).pause).toBeUndefined();
    const rich = { ...world.deps, env: { ...world.deps.env, TWILIO_MIN_BALANCE: 5_000 } };
    expect((await watchCampaign(rich).look(mine)).pause?.reason).toMatch(
      /balance at Twilio is 1000 USD, below the floor of 5000/,
    );
  });
});
