import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallOperation } from '../../contracts/http/admin.ts';
import { callIdOf, STANDING_CAMPAIGNS } from '../../contracts/ids.ts';
import { Calls } from '../../platform/models/call.ts';
import { CallEvents } from '../../platform/models/call-event.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Lines } from '../../platform/models/line.ts';
import { Recordings } from '../../platform/models/recording.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import { addStatus } from './support/calls.ts';
import {
  ENDED,
  endWorkflows,
  enrolmentOf,
  makeEnrolledCall,
  makePlannedCampaign,
  mendOf,
  partsOf,
  startCallWorkflow,
} from './support/operations.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
let campaignId: string;

beforeAll(async () => {
  world = await startApiWorld({ TEMPORAL_UI_URL: 'http://127.0.0.1:8233' });
  campaignId = await makePlannedCampaign();
});
afterAll(async () => {
  await endWorkflows(world);
  await world.close();
});

function ask(operation: CallOperation, id: string) {
  return world.asAdmin.post(`/api/admin/calls/${id}/${operation}`);
}

async function refusal(operation: CallOperation, id: string): Promise<string> {
  const { error } = (await ask(operation, id).expect(409)).body;
  expect(error.code).toBe('not_allowed_now');
  return error.message;
}

describe('what is known of a call', () => {
  it('is shown whole: what it holds, what was heard, who looks after it', async () => {
    const id = await makeEnrolledCall(
      campaignId,
      { phase: 'up', callSid: 'CA1' },
      { state: 'calling', outcome: null },
    );
    await startCallWorkflow(world, id);
    await Lines.create({ _id: 'line:1', callId: id, takenAt: new Date() });
    await Contacts.updateOne({ _id: partsOf(id).contactId }, { $set: { liveCallId: id } });
    await addStatus(id, 'ringing', 1);
    await addStatus(id, 'initiated', 0);
    const data = { 'data.To': '+61491570156', 'data.Timestamp': 'Sat, 21 Nov 2026 09:00:00 +0000' };
    await CallEvents.updateMany({ callId: id }, { $set: data });
    const dossier = (await world.asAdmin.get(`/api/admin/calls/${id}`).expect(200)).body.data;
    expect(dossier).toMatchObject({
      call: { id, phase: 'up' },
      record: { intent: 'written', transcript: null },
      enrolment: { state: 'calling', callId: id },
      campaign: { state: 'running' },
      line: { id: 'line:1' },
      personHeldBy: id,
      suppressed: false,
      workflow: { status: 'RUNNING', pendingActivities: [], temporalUrl: expect.stringContaining('call%2F') },
      mend: null,
    });
    const statuses = dossier.events.map((event: { facts: object }) => event.facts);
    expect(statuses).toEqual([
      { CallStatus: 'initiated', SequenceNumber: '0' },
      { CallStatus: 'ringing', SequenceNumber: '1' },
    ]);
    await Lines.deleteMany({});
  });

  it('is for administrators alone', async () => {
    const id = await makeEnrolledCall(campaignId);
    for (const role of ['viewer', 'manager'] as const) {
      const agent = await world.signedInAs(role);
      const { error } = (await agent.get(`/api/admin/calls/${id}`).expect(403)).body;
      expect(error.message).toContain('administrators');
      await agent.post(`/api/admin/calls/${id}/retry`).expect(403);
      await agent.get('/api/admin/audit').expect(403);
    }
    await world.anonymous.get(`/api/admin/calls/${id}`).expect(401);
  });
});

describe('hanging up', () => {
  it('signals the workflow of the call, also before anything is dialed', async () => {
    const id = callIdOf({ campaignId, contactId: 'a'.repeat(24), attempt: 1 });
    const handle = await startCallWorkflow(world, id);
    for (const _ of [1, 2]) await ask('hang-up', id).expect(200);
    const { events } = await handle.fetchHistory();
    const signals = events?.filter((event) => event.workflowExecutionSignaledEventAttributes);
    expect(signals).toHaveLength(2);
  });

  it('goes by way of Twilio when the workflow is gone, and is refused when the call is over', async () => {
    const up = await makeEnrolledCall(campaignId, { phase: 'up', callSid: 'CA2' });
    expect((await ask('hang-up', up).expect(200)).body.data.message).toContain('at Twilio');
    expect(await mendOf(world, up)).toBe('mend RUNNING');
    expect(await refusal('hang-up', await makeEnrolledCall(campaignId))).toContain('over already: no_answer');
    await ask('hang-up', callIdOf({ campaignId, contactId: 'b'.repeat(24), attempt: 1 })).expect(404);
    await ask('hang-up', 'nonsense').expect(404);
  });
});

describe('reconciling', () => {
  it('is done for what is unknown, as often as it is asked', async () => {
    const id = await makeEnrolledCall(campaignId, { ...ENDED, outcome: 'unknown', callSid: undefined });
    for (const _ of [1, 2]) await ask('reconcile', id).expect(200);
    expect(await mendOf(world, id)).toBe('mend RUNNING');
  });

  it('is refused for what is known, and while a workflow looks after the call', async () => {
    expect(await refusal('reconcile', await makeEnrolledCall(campaignId))).toContain('refetch');
    const id = await makeEnrolledCall(campaignId, { phase: 'up' });
    await startCallWorkflow(world, id);
    expect(await refusal('reconcile', id)).toContain('hang-up');
  });
});

describe('fetching again', () => {
  it('is done while something of an answered call is missing', async () => {
    const id = await makeEnrolledCall(campaignId, { ...ENDED, outcome: 'human' });
    await ask('refetch', id).expect(200);
    expect(await mendOf(world, id)).toBe('mend RUNNING');
    await keepAll(id);
    expect(await refusal('refetch', id)).toContain('Nothing is missing');
  });

  it('is refused for a call that was not answered, or is not over', async () => {
    expect(await refusal('refetch', await makeEnrolledCall(campaignId))).toContain(
      'not answered (no_answer)',
    );
    const open = await makeEnrolledCall(campaignId, { phase: 'placing' });
    expect(await refusal('refetch', open)).toContain('reconcile');
  });
});

describe('calling again', () => {
  it('puts the contact back once, with one attempt more when all are used', async () => {
    const id = await makeEnrolledCall(campaignId);
    expect((await ask('retry', id).expect(200)).body.data.message).toContain('called again now');
    expect(await enrolmentOf(id)).toMatchObject({ state: 'waiting', attempts: 1, granted: 1 });
    expect((await enrolmentOf(id))?.dueAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(await refusal('retry', id)).toContain('waiting already');
  });

  it('leaves the budget as it is while attempts are left', async () => {
    const more = await makePlannedCampaign(3);
    const id = await makeEnrolledCall(more);
    await ask('retry', id).expect(200);
    expect(await enrolmentOf(id)).toMatchObject({ state: 'waiting', granted: 0 });
  });

  it('is refused for who is being called, was called again, or must not be called', async () => {
    const up = await makeEnrolledCall(campaignId, ENDED, { state: 'calling' });
    expect(await refusal('retry', up)).toContain(`being called now, by ${up}`);
    const first = await makeEnrolledCall(campaignId);
    const second = callIdOf({ ...partsOf(first), attempt: 2 });
    await Enrolments.updateOne({ callId: first }, { $set: { callId: second, attempts: 2 } });
    expect(await refusal('retry', first)).toContain(second);
    const suppressed = await makeEnrolledCall(campaignId);
    const contact = await Contacts.findById(partsOf(suppressed).contactId).lean();
    await Suppressions.create({ _id: contact?.phone, source: 'test', addedAt: new Date() });
    expect(await refusal('retry', suppressed)).toContain('do-not-call');
  });

  it('is refused for a call that no campaign makes', async () => {
    const id = await makeEnrolledCall(STANDING_CAMPAIGNS.byHand);
    expect(await refusal('retry', id)).toContain('POST /api/calls');
  });

  it.each(['completed', 'stopped'] as const)('is refused when the campaign is %s', async (state) => {
    const over = await makePlannedCampaign();
    const id = await makeEnrolledCall(over);
    await Campaigns.updateOne({ _id: over }, { $set: { state } });
    expect(await refusal('retry', id)).toContain(`The campaign is ${state}`);
    expect(await enrolmentOf(id)).toMatchObject({ state: 'done' });
  });
});

describe('a correction of who ended a call', () => {
  it('is recorded as the word of an operator, once the call is over', async () => {
    const id = await makeEnrolledCall(campaignId, {
      ...ENDED,
      terminatedBy: 'provider',
      terminatedByFrom: 'seen',
    });
    const path = `/api/admin/calls/${id}/terminated-by`;
    await world.asAdmin.post(path).send({ terminatedBy: 'contact', reason: 'Heard it' }).expect(200);
    expect(await Calls.findById(id).lean()).toMatchObject({
      terminatedBy: 'contact',
      terminatedByFrom: 'operator',
    });
    await world.asAdmin.post(path).send({ terminatedBy: 'contact' }).expect(400);
    await world.asAdmin.post(path).send({ terminatedBy: 'nobody', reason: 'x' }).expect(400);
    const up = await makeEnrolledCall(campaignId, { phase: 'up' });
    const body = { terminatedBy: 'agent', reason: 'x' };
    await world.asAdmin.post(`/api/admin/calls/${up}/terminated-by`).send(body).expect(409);
  });
});

async function keepAll(id: string): Promise<void> {
  await Transcripts.create({
    _id: id,
    conversationId: 'c',
    source: 'final',
    turns: [],
    storedAt: new Date(),
  });
  await Recordings.create({
    _id: id,
    recordingSid: 'RE1',
    durationSeconds: 1,
    channels: 2,
    bytes: 1,
    contentType: 'audio/wav',
    storedAt: new Date(),
  });
}
