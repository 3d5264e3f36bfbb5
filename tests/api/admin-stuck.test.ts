import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding, RepairResult } from '../../contracts/http/admin.ts';
import { callIdOf, campaignWorkflowId } from '../../contracts/ids.ts';
import { TASK_QUEUES, WORKFLOWS } from '../../contracts/workflow-api.ts';
import { Calls } from '../../platform/models/call.ts';
import { CallEvents } from '../../platform/models/call-event.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Lines } from '../../platform/models/line.ts';
import { newId } from '../../platform/mongo.ts';
import { queueName } from '../../platform/temporal.ts';
import {
  ENDED,
  endWorkflows,
  enrol,
  enrolmentOf,
  makeEnrolledCall,
  makePlannedCampaign,
  mendOf,
  partsOf,
  scheduleSweep,
  startCallWorkflow,
} from './support/operations.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
let campaignId: string;
const longAgo = new Date(Date.now() - 30 * 60_000);

beforeAll(async () => {
  world = await startApiWorld();
});
beforeEach(async () => {
  await Promise.all([
    Campaigns.deleteMany({}),
    Calls.deleteMany({}),
    Contacts.deleteMany({}),
    Enrolments.deleteMany({}),
    Lines.deleteMany({}),
    CallEvents.deleteMany({}),
  ]);
  campaignId = await makePlannedCampaign();
  await Campaigns.updateOne({ _id: campaignId }, { $set: { state: 'stopped', endedAt: new Date() } });
});
afterAll(async () => {
  await world.temporal.schedule
    .getHandle(queueName(world.env, 'sweep'))
    .delete()
    .catch(() => undefined);
  await endWorkflows(world);
  await world.close();
});

async function findings(query = ''): Promise<Finding[]> {
  return (await world.asAdmin.get(`/api/admin/stuck${query}`).expect(200)).body.data.findings;
}

async function repair(body: object = {}): Promise<RepairResult> {
  return (await world.asAdmin.post('/api/admin/stuck/repair').send(body).expect(200)).body.data;
}

function startCampaign(id: string) {
  return world.temporal.workflow.start(WORKFLOWS.campaign, {
    workflowId: campaignWorkflowId(id),
    taskQueue: queueName(world.env, TASK_QUEUES.calls),
    args: [{ campaignId: id }],
  });
}

const answered = {
  ...ENDED,
  outcome: 'human' as const,
  talkSeconds: 9,
  endedAt: longAgo,
  startedAt: longAgo,
};

describe('nothing is stuck', () => {
  it('where all is over, recent, or looked after', async () => {
    await makeEnrolledCall(campaignId);
    await makeEnrolledCall(campaignId, { phase: 'up', callSid: 'CA1' }, { state: 'calling' });
    const looked = await makeEnrolledCall(
      campaignId,
      { phase: 'up', callSid: 'CA2', startedAt: new Date(Date.now() - 70_000) },
      { state: 'calling' },
    );
    await startCallWorkflow(world, looked);
    await Lines.create({ _id: 'line:1', callId: looked, takenAt: longAgo });
    await Contacts.updateOne({ _id: partsOf(looked).contactId }, { $set: { liveCallId: looked } });
    await makeEnrolledCall(campaignId, { ...answered, endedAt: new Date() });
    const finishing = await makeEnrolledCall(campaignId);
    await startCallWorkflow(world, finishing);
    await Lines.create({ _id: 'line:2', callId: finishing, takenAt: longAgo });
    await Contacts.updateOne({ _id: partsOf(finishing).contactId }, { $set: { liveCallId: finishing } });
    const inLine = callIdOf({ campaignId, contactId: newId(), attempt: 1 });
    await enrol(inLine, { state: 'calling' });
    await startCallWorkflow(world, inLine);
    expect(await findings()).toEqual([]);
  });
});

describe('a campaign', () => {
  it('without a workflow waits for a decision', async () => {
    await Campaigns.updateOne({ _id: campaignId }, { $set: { state: 'running' } });
    expect(await findings()).toEqual([
      expect.objectContaining({
        kind: 'campaign_without_workflow',
        id: campaignId,
        repair: null,
        help: [`campaign restart ${campaignId}`, `campaign stop ${campaignId}`],
      }),
    ]);
    expect(await repair()).toEqual({ dryRun: false, results: [], left: 1 });
  });

  it('that runs with contacts long due does not move, for want of a worker here', async () => {
    await Campaigns.updateOne({ _id: campaignId }, { $set: { state: 'running' } });
    await startCampaign(campaignId);
    await makeEnrolledCall(campaignId, ENDED, { state: 'waiting', dueAt: new Date() });
    expect(await findings()).toEqual([]);
    await Enrolments.updateMany({}, { $set: { dueAt: longAgo } });
    expect(await findings()).toEqual([
      expect.objectContaining({
        kind: 'campaign_not_moving',
        since: longAgo.toISOString(),
        explanation: expect.stringContaining('no worker'),
      }),
    ]);
  });
});

describe('a call', () => {
  it('whose workflow is gone is mended, or swept where it is unknown whether a phone rang', async () => {
    const up = await makeEnrolledCall(
      campaignId,
      { phase: 'up', callSid: 'CA3', startedAt: longAgo },
      { state: 'calling' },
    );
    const placing = await makeEnrolledCall(campaignId, { phase: 'placing', startedAt: longAgo });
    await Lines.create([
      { _id: 'line:1', callId: placing, takenAt: longAgo },
      { _id: 'line:2', callId: up, takenAt: longAgo },
    ]);
    const found = await findings();
    expect(found.map(({ kind, id, repair }) => [kind, id, repair]).sort()).toEqual(
      [
        ['call_without_workflow', up, 'mend'],
        ['call_without_workflow', placing, 'sweep'],
      ].sort(),
    );
    const tried = await repair({ dryRun: true });
    expect(tried.results.map(({ result }) => result)).toEqual(['would', 'would']);
    expect(await mendOf(world, up)).toBeUndefined();

    const { results } = await repair();
    expect(results.find(({ id }) => id === up)).toMatchObject({ result: 'done' });
    expect(results.find(({ id }) => id === placing)).toMatchObject({
      result: 'failed',
      message: expect.stringContaining('worker makes it'),
    });
    expect(await mendOf(world, up)).toBe('mend RUNNING');
  });

  it('that goes on for longer than it may is shown', async () => {
    const id = await makeEnrolledCall(campaignId, { phase: 'up', startedAt: longAgo }, { state: 'calling' });
    await startCallWorkflow(world, id);
    expect(await findings()).toEqual([expect.objectContaining({ kind: 'call_too_long', id, repair: null })]);
  });

  it('of which something is unknown or missing is mended', async () => {
    const unknown = await makeEnrolledCall(campaignId, { ...ENDED, outcome: 'unknown' });
    const bare = await makeEnrolledCall(campaignId, answered);
    const silent = await makeEnrolledCall(campaignId, { ...answered, outcome: 'voicemail' });
    await CallEvents.create({
      _id: `${silent}:twilio.recording:1`,
      callId: silent,
      kind: 'twilio.recording',
      receivedAt: new Date(),
      data: { RecordingStatus: 'absent' },
    });
    const found = await findings();
    expect(found.map(({ kind, id }) => [kind, id])).toEqual([
      ['outcome_unknown', unknown],
      ['transcript_missing', bare],
      ['recording_missing', bare],
    ]);
    expect(await findings(`?since=${new Date().toISOString()}`)).toEqual([]);
    await repair();
    expect(await mendOf(world, unknown)).toBe('mend RUNNING');
    expect(await mendOf(world, bare)).toBe('mend RUNNING');
    expect((await findings()).map(({ kind }) => kind)).toEqual(['outcome_unknown']);
  });
});

describe('what calls leave behind', () => {
  it('is found, and given back', async () => {
    const over = await makeEnrolledCall(campaignId);
    const { contactId } = partsOf(over);
    await Contacts.updateOne({ _id: contactId }, { $set: { liveCallId: over } });
    await Lines.create([
      { _id: 'line:1', callId: over, takenAt: longAgo },
      { _id: 'line:2', callId: callIdOf({ campaignId, contactId: newId(), attempt: 1 }), takenAt: longAgo },
      { _id: 'line:3', callId: null, takenAt: null },
    ]);
    await scheduleSweep(world);
    const found = await findings();
    expect(found.map(({ kind, id }) => [kind, id])).toEqual([
      ['line_of_ended_call', 'line:1'],
      ['line_of_ended_call', 'line:2'],
      ['person_held_by_ended_call', contactId],
    ]);
    const { results } = await repair();
    expect(results.map(({ result }) => result)).toEqual(['done', 'done', 'done']);
    expect(await Contacts.findById(contactId).lean()).toMatchObject({ liveCallId: null });
    const { info } = await world.temporal.schedule.getHandle(queueName(world.env, 'sweep')).describe();
    expect(info.numActionsTaken).toBe(1);
  });

  it('is a contact whom nobody calls: claimed in a campaign that ended, or calling without a workflow', async () => {
    const claimed = callIdOf({ campaignId, contactId: newId(), attempt: 1 });
    const calling = callIdOf({ campaignId, contactId: newId(), attempt: 1 });
    const fresh = callIdOf({ campaignId, contactId: newId(), attempt: 1 });
    await enrol(claimed, { state: 'claimed' });
    await enrol(calling, { state: 'calling' });
    await enrol(fresh, { state: 'claimed' });
    await Lines.create({ _id: 'line:4', callId: fresh, takenAt: new Date() });
    const found = await findings();
    expect(found.map(({ kind, callId, repair }) => [kind, callId, repair]).sort()).toEqual(
      [
        ['contact_without_call', claimed, 'release_claim'],
        ['contact_without_call', calling, 'sweep'],
      ].sort(),
    );
    await repair();
    expect(await enrolmentOf(claimed)).toMatchObject({ state: 'done', outcome: 'canceled' });
    expect(await enrolmentOf(fresh)).toMatchObject({ state: 'claimed' });
  });
});
