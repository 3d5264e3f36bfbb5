import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEntries } from '../../platform/models/audit-entry.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { makeCampaign } from './support/calls.ts';
import {
  endWorkflows,
  enrolmentOf,
  makeEnrolledCall,
  partsOf,
  startCallWorkflow,
} from './support/operations.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterEach(() => endWorkflows(world));
afterAll(() => world.close());

const reason = 'asked by letter';
const phoneOf = async (contactId: string) => (await Contacts.findById(contactId).lean())?.phone ?? '';
const suppress = (body: object) => world.asAdmin.post('/api/suppressions').send(body);

/** A person who waits in one campaign and is on the phone with us in another. */
async function person() {
  const callId = await makeEnrolledCall(await makeCampaign(), { phase: 'up' }, { state: 'calling' });
  const { contactId } = partsOf(callId);
  return { callId, contactId, phone: await phoneOf(contactId) };
}

describe('a colleague who has learned that somebody does not want to be called again', () => {
  it('says so of a call: it is ended, nothing waits any more, and all of it is audited without the number', async () => {
    const { callId, phone } = await person();
    const workflow = await startCallWorkflow(world, callId);
    const manager = await world.signedInAs('manager');
    const { body } = await manager.post(`/api/calls/${callId}/opt-out`).send({ reason }).expect(200);
    expect(body.data).toEqual({ isNew: true, canceled: 0, ended: [callId] });
    expect(await Suppressions.findById(phone).lean()).toMatchObject({
      source: 'noted by hand: asked by letter',
      by: expect.any(String),
      callId,
    });
    const { events } = await workflow.fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toHaveLength(1);
    const entry = await AuditEntries.findOne({ action: 'opt_out_of_call' }).lean();
    expect(entry).toMatchObject({ state: 'done', targets: [callId] });
    expect(JSON.stringify(entry)).not.toContain(phone);
  });

  it('says so of a person, whose other attempts are canceled; said again it changes nothing', async () => {
    const callId = await makeEnrolledCall(await makeCampaign(), { phase: 'ended' }, { state: 'waiting' });
    const { contactId } = partsOf(callId);
    expect((await suppress({ contactId, reason }).expect(200)).body.data).toEqual({
      isNew: true,
      canceled: 1,
      ended: [],
    });
    expect(await enrolmentOf(callId)).toMatchObject({ state: 'done', outcome: 'suppressed' });
    expect((await suppress({ callId, reason }).expect(200)).body.data).toMatchObject({
      isNew: false,
      canceled: 0,
    });
  });

  it('says so of a number, known or not, in any spelling', async () => {
    const { phone } = await person();
    await suppress({ phone, reason }).expect(200);
    await suppress({ phone: '0491 570 006', country: 'AU', reason }).expect(200);
    expect(await Suppressions.countDocuments({ _id: { $in: [phone, '+61491570006'] } })).toBe(2);
    expect(JSON.stringify(await AuditEntries.find({ action: 'opt_out' }).lean())).not.toMatch(/491.?570/);
  });

  it.each([
    [{ reason }, 400, 'by one of them'],
    [{ phone: '+61491570006', contactId: 'a'.repeat(24), reason }, 400, 'by one of them'],
    [{ phone: '+61491570006' }, 400, 'reason'],
    [{ phone: '12', reason }, 400, 'not usable'],
    [{ contactId: 'a'.repeat(24), reason }, 404, 'contact'],
    [{ callId: 'nonsense', reason }, 404, 'call'],
  ])('is told what would do in place of %j', async (body, status, told) => {
    const { error } = (await suppress(body).expect(status)).body;
    expect(`${error.message} ${error.details ?? ''}`).toContain(told);
  });

  it('has to be a manager', async () => {
    const viewer = await world.signedInAs('viewer');
    await viewer.post('/api/suppressions').send({ phone: '+61491570006', reason }).expect(403);
  });
});
