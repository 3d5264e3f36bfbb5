import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureLines, freeLine, takeReservedLine } from '../../activities/lines.ts';
import { noteStarted, type PacingEnv, takeTurn } from '../../activities/room.ts';
import { campaignSettingsSchema } from '../../contracts/campaign.ts';
import { callIdOf, enrolmentIdOf, STANDING_CAMPAIGNS } from '../../contracts/ids.ts';
import type { CampaignDoc } from '../../platform/models/campaign.ts';
import { Demands } from '../../platform/models/demand.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Lines } from '../../platform/models/line.ts';
import { newId } from '../../platform/mongo.ts';
import { startDatabase } from './world.ts';

const ENV: PacingEnv = {
  TWILIO_CPS: 50,
  TWILIO_MAX_CALLS: 8,
  RESERVED_LINES: undefined,
  ELEVENLABS_MAX_CALLS: undefined,
};

let endDatabase: () => Promise<void>;
beforeAll(async () => {
  endDatabase = await startDatabase('room');
  await ensureLines(ENV.TWILIO_MAX_CALLS);
});
afterAll(() => endDatabase?.());
beforeEach(async () => {
  await Promise.all([Demands.deleteMany({}), Enrolments.deleteMany({})]);
  await Lines.updateMany({}, { $set: { callId: null, takenAt: null } });
});

/** A running campaign with so many contacts that are due. */
async function campaignOf(due: number, settings: object = {}): Promise<CampaignDoc> {
  const _id = newId();
  const at = new Date();
  const enrolments = Array.from({ length: due }, () => {
    const contactId = newId();
    return {
      _id: enrolmentIdOf(_id, contactId),
      campaignId: _id,
      contactId,
      state: 'waiting' as const,
      dueAt: at,
    };
  });
  await Enrolments.insertMany(enrolments);
  const facts = {
    name: 'Test',
    state: 'running' as const,
    reason: 'Calling',
    createdBy: 'test',
    createdAt: at,
  };
  return { _id, ...facts, settings: campaignSettingsSchema.parse(settings), schemaVersion: 1 };
}

/** Lines of one campaign, taken as its claims do; each is a call that is up. */
async function begin({ _id: campaignId }: CampaignDoc, calls: number, reserve: number): Promise<void> {
  for (let call = 0; call < calls; call += 1) {
    const ids = { campaignId, contactId: newId(), attempt: 1 };
    const taken = await Lines.updateOne(
      { callId: null, _id: { $gt: `line:${String(reserve).padStart(5, '0')}` } },
      { $set: { callId: callIdOf(ids), takenAt: new Date() } },
    );
    expect(taken.modifiedCount).toBe(1);
  }
}

async function endOne(turn: number): Promise<void> {
  const up = await Lines.find({ callId: { $type: 'string' } })
    .sort({ takenAt: 1, _id: 1 })
    .lean();
  const { callId } = up[turn % 2] ?? up[0] ?? {};
  if (callId) await freeLine(callId);
}

describe('the turns of campaigns', () => {
  it('share starts by weight on few lines, and leave the reserve alone', async () => {
    const [heavy, light] = [
      await campaignOf(10, { lines: 8, pacing: { weight: 3 } }),
      await campaignOf(10, { lines: 8, pacing: { weight: 1 } }),
    ];
    const started = new Map([heavy, light].map(({ _id }) => [_id, 0]));
    for (let turn = 0; turn < 60; turn += 1) {
      for (const campaign of [heavy, light]) {
        const { room, reserve } = await takeTurn(ENV, campaign);
        expect(reserve).toBe(1);
        await begin(campaign, room, reserve);
        await noteStarted(campaign, room);
        started.set(campaign._id, (started.get(campaign._id) ?? 0) + room);
      }
      await endOne(turn);
    }
    const [ofHeavy = 0, ofLight = 0] = started.values();
    expect(ofHeavy + ofLight).toBeGreaterThanOrEqual(60);
    // A few calls to either side: so many are up, or were at the beginning, when nobody had been served.
    expect(Math.abs(ofLight - (ofHeavy + ofLight) / 4)).toBeLessThanOrEqual(3);
    expect(await Lines.countDocuments({ callId: null, _id: 'line:00001' })).toBe(1);
    const byHand = callIdOf({ campaignId: STANDING_CAMPAIGNS.byHand, contactId: newId(), attempt: 1 });
    expect(await takeReservedLine(byHand, 1)).toBe(true);
  });

  it('give all to whoever has work, and nothing to a campaign that nobody pumps', async () => {
    const [one, other] = [await campaignOf(20, { lines: 20 }), await campaignOf(20, { lines: 20 })];
    await takeTurn(ENV, other);
    expect((await takeTurn(ENV, one)).room).toBe(4);
    const later = Date.now() + 6_000;
    expect((await takeTurn(ENV, one, {}, later)).room).toBe(7);
  });

  it('let a higher priority go first', async () => {
    const urgent = await campaignOf(5, { pacing: { priority: 1 } });
    const usual = await campaignOf(20);
    await takeTurn(ENV, urgent);
    expect((await takeTurn(ENV, usual)).room).toBe(2);
    expect((await takeTurn(ENV, urgent)).room).toBe(5);
  });

  it('line up no more than two seconds of dialing', async () => {
    const slow = { ...ENV, TWILIO_CPS: 2 };
    const campaign = await campaignOf(20, { lines: 20 });
    expect((await takeTurn(slow, campaign)).room).toBe(4);
  });

  it('keep to what agents and budget allow', async () => {
    const campaign = await campaignOf(20, { lines: 20 });
    expect((await takeTurn({ ...ENV, ELEVENLABS_MAX_CALLS: 3 }, campaign)).room).toBe(3);
    expect((await takeTurn(ENV, campaign, { most: 2 })).room).toBe(2);
  });

  it('keep to the seats told last', async () => {
    const campaign = await campaignOf(20, { lines: 20, pacing: { humanSeats: 5 } });
    expect((await takeTurn(ENV, campaign)).room).toBe(5);
    expect((await takeTurn(ENV, { ...campaign, freeSeats: 2 })).room).toBe(2);
    expect((await takeTurn(ENV, { ...campaign, freeSeats: 0 })).room).toBe(0);
  });
});
