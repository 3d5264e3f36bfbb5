import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enrolmentIdOf, parseCallId } from '../../contracts/ids.ts';
import { AuditEntries } from '../../platform/models/audit-entry.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { makeEnrolledCall, makePlannedCampaign } from './support/operations.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

const DAY = 86_400_000;
let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.close());

/** A contact who was called once, and is done. */
async function contactOf(
  enrolment: object = {},
): Promise<{ path: string; _id: string; contactId: string; campaignId: string }> {
  const campaignId = await makePlannedCampaign();
  const { contactId = '' } = parseCallId(await makeEnrolledCall(campaignId, {}, enrolment)) ?? {};
  const path = `/api/campaigns/${campaignId}/contacts/${contactId}/call-back`;
  return { path, _id: enrolmentIdOf(campaignId, contactId), contactId, campaignId };
}

const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

async function refusal(path: string, body: object, status: number): Promise<string> {
  const { error } = (await world.asAdmin.post(path).send(body).expect(status)).body;
  return [error.message, ...(error.details ?? [])].join(' ');
}

describe('a call-back', () => {
  it('makes the contact due at its moment, beyond the budget, and is moved when noted again', async () => {
    const { path, _id } = await contactOf();
    const at = inDays(40);
    const { data } = (await world.asAdmin.post(path).send({ at, note: 'after the holidays' }).expect(200))
      .body;
    expect(data).toMatchObject({ state: 'waiting', dueAt: at, callBack: { at, note: 'after the holidays' } });
    const later = inDays(50);
    await world.asAdmin.post(path).send({ at: later }).expect(200);
    expect(await Enrolments.findById(_id).lean()).toMatchObject({
      state: 'waiting',
      granted: 1,
      dueAt: new Date(later),
      callBack: { at: new Date(later), before: { state: 'done' } },
    });
  });

  it('is called off, and the contact stands as before', async () => {
    const { path, _id } = await contactOf();
    const before = await Enrolments.findById(_id).lean();
    await world.asAdmin.delete(path).expect(409);
    await world.asAdmin
      .post(path)
      .send({ at: inDays(3) })
      .expect(200);
    expect((await world.asAdmin.delete(path).expect(200)).body.data).toMatchObject({
      state: 'done',
      callBack: null,
    });
    expect(await Enrolments.findById(_id).lean()).toMatchObject({
      state: 'done',
      dueAt: before?.dueAt,
      granted: 0,
    });
    await world.asAdmin.delete(path).expect(409);
  });

  it('is granted once, however many note it at once', async () => {
    const { path, _id } = await contactOf();
    await Promise.all([4, 5, 6, 7].map((days) => world.asAdmin.post(path).send({ at: inDays(days) })));
    expect(await Enrolments.findById(_id).lean()).toMatchObject({ state: 'waiting', granted: 1 });
  });

  it.each([
    ['past', '2020-01-01T09:00:00Z', 'lies in the past'],
    ['more than a year away', '2099-01-01T09:00:00+11:00', '12 months'],
    ['without an offset', '2027-01-01T09:00:00', 'with its offset'],
    ['no moment', 'tomorrow', 'with its offset'],
  ])('that is %s is refused', async (_, at, why) => {
    const { path } = await contactOf();
    expect(await refusal(path, { at }, 400)).toContain(why);
  });

  it('is refused for who is being called, must not be called, or is not there', async () => {
    const up = await contactOf({ state: 'calling' });
    expect(await refusal(up.path, { at: inDays(1) }, 409)).toContain('being called now');
    const objected = await contactOf();
    await Contacts.updateOne(
      { _id: objected.contactId },
      { $set: { phones: ['+442079460000', '+442079460098'] } },
    );
    await Suppressions.create({ _id: '+442079460098', source: 'test', addedAt: new Date() });
    expect(await refusal(objected.path, { at: inDays(1) }, 409)).toContain('do-not-call');
    const nobody = up.path.replace(up.contactId, 'f'.repeat(24));
    expect(await refusal(nobody, { at: inDays(1) }, 404)).toContain('no such contact');
  });

  it.each(['completed', 'stopped'] as const)('is refused when the campaign is %s', async (state) => {
    const { path, campaignId } = await contactOf();
    await Campaigns.updateOne({ _id: campaignId }, { $set: { state } });
    expect(await refusal(path, { at: inDays(1) }, 409)).toContain(`The campaign is ${state}`);
  });

  it('keeps what was noted out of the audit log', async () => {
    const { path } = await contactOf();
    await world.asAdmin
      .post(path)
      .send({ at: inDays(2), note: 'her sister is ill' })
      .expect(200);
    const entries = JSON.stringify(await AuditEntries.find({ action: 'set_call_back' }).lean());
    expect(entries).toContain('[private]');
    expect(entries).not.toContain('sister');
  });

  it('is nothing for a viewer', async () => {
    const { path } = await contactOf();
    const viewer = await world.signedInAs('viewer');
    await viewer
      .post(path)
      .send({ at: inDays(1) })
      .expect(403);
    await viewer.delete(path).expect(403);
  });
});
