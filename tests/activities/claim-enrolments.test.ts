import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claimEnrolments } from '../../activities/claim-enrolments.ts';
import { ensureLines } from '../../activities/lines.ts';
import { takeTurn } from '../../activities/room.ts';
import { campaignSettingsSchema } from '../../contracts/campaign.ts';
import { enrolmentIdOf } from '../../contracts/ids.ts';
import { Bridges } from '../../platform/models/bridge.ts';
import { type CampaignDoc, Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Demands } from '../../platform/models/demand.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Lines } from '../../platform/models/line.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { newId } from '../../platform/mongo.ts';
import { LAWLESS, startDatabase } from './world.ts';

let endDatabase: () => Promise<void>;
beforeAll(async () => {
  endDatabase = await startDatabase('claim_enrolments');
});
afterAll(() => endDatabase?.());
beforeEach(async () => {
  await Lines.updateMany({}, { $set: { callId: null, takenAt: null } });
  await Demands.deleteMany({});
});

let numbers = 0;

const ENV = {
  ...{ TWILIO_CPS: 100, TWILIO_MAX_CALLS: 20, RESERVED_LINES: 0, ELEVENLABS_MAX_CALLS: undefined },
  ...LAWLESS,
};
const claim = async (campaign: CampaignDoc) => claimEnrolments(ENV, campaign, await takeTurn(ENV, campaign));

/** A running campaign with so many contacts that are due. */
async function campaignOf(contacts: number, settings: object = {}): Promise<CampaignDoc> {
  const now = new Date();
  const campaign = await Campaigns.create({
    _id: newId(),
    name: 'Test',
    state: 'running',
    reason: 'Calling',
    settings: campaignSettingsSchema.parse(settings),
    createdBy: 'test',
    createdAt: now,
  });
  for (let index = 0; index < contacts; index += 1) {
    numbers += 1;
    const contactId = newId();
    const phone = `+44770090${String(numbers).padStart(4, '0')}`;
    await Contacts.create({ _id: contactId, phone, createdAt: now });
    const _id = enrolmentIdOf(campaign._id, contactId);
    await Enrolments.create({ _id, campaignId: campaign._id, contactId, state: 'waiting', dueAt: now });
  }
  return campaign.toObject();
}

describe('claiming contacts with lines', () => {
  it('claims nobody twice and never more than there are lines, whoever claims at once', async () => {
    await ensureLines(7);
    const campaigns = [await campaignOf(12), await campaignOf(12)];
    const claims = campaigns.flatMap((campaign) => Array.from({ length: 10 }, () => claim(campaign)));
    const fresh = new Set((await Promise.all(claims)).flat());
    const taken = await Lines.find({ callId: { $ne: null } }).lean();
    expect(taken).toHaveLength(7);
    expect([...fresh].sort()).toEqual(taken.map((line) => line.callId).sort());
    expect(await Enrolments.countDocuments({ state: 'claimed' })).toBe(7);
  });

  it('keeps to the lines of the campaign', async () => {
    await ensureLines(20);
    const campaign = await campaignOf(9, { lines: 4 });
    expect(await claim(campaign)).toHaveLength(4);
  });

  it('keeps to the room of the bridges, in which every call that holds a line has a place', async () => {
    await ensureLines(20);
    const present = { address: 'wss://bridge.example.com', draining: false, seenAt: new Date() };
    await Bridges.create({ _id: 'one', calls: 2, room: 3, ...present });
    await Bridges.create({ _id: 'two', calls: 0, room: 9, ...present, draining: true });
    try {
      await Lines.updateOne({ callId: null }, { $set: { callId: 'another call', takenAt: new Date() } });
      const campaign = await campaignOf(9, { lines: 9 });
      expect(await claim(campaign)).toHaveLength(4);
      expect(await claim(campaign)).toHaveLength(4);
      expect(await Enrolments.countDocuments({ campaignId: campaign._id, state: 'waiting' })).toBe(5);
    } finally {
      await Bridges.deleteMany({});
    }
  });

  it('hands out again what was claimed and not started', async () => {
    await ensureLines(20);
    const campaign = await campaignOf(3);
    const first = await claim(campaign);
    expect((await claim(campaign)).sort()).toEqual(first.sort());
  });

  it('lets a person on the do-not-call list go, and takes no line for them', async () => {
    await ensureLines(20);
    const campaign = await campaignOf(1);
    const contact = await Contacts.findOne().sort({ _id: -1 }).lean();
    await Suppressions.create({ _id: contact?.phone, source: 'test', addedAt: new Date() });
    expect(await claim(campaign)).toEqual([]);
    expect(await Enrolments.findOne({ campaignId: campaign._id }).lean()).toMatchObject({
      state: 'done',
      outcome: 'suppressed',
    });
    expect(await Lines.countDocuments({ callId: { $ne: null } })).toBe(0);
  });

  it('puts a contact off until the calling hours begin', async () => {
    await ensureLines(20);
    const closed = { timeZone: 'Etc/UTC', days: [1, 2, 3, 4, 5, 6, 7], ...hourAfterNext() };
    const campaign = await campaignOf(1, { window: closed });
    expect(await claim(campaign)).toEqual([]);
    const enrolment = await Enrolments.findOne({ campaignId: campaign._id }).lean();
    expect(enrolment).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(enrolment?.dueAt.toISOString()).toContain(`T${closed.from}:00`);
  });
});

function hourAfterNext(): { from: string; to: string } {
  const clock = (hour: number) => `${String(hour % 24).padStart(2, '0')}:00`;
  const hour = new Date().getUTCHours();
  return { from: clock(hour + 2), to: clock(hour + 3) };
}
