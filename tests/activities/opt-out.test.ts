import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { optOut } from '../../activities/opt-out.ts';
import { placeCall } from '../../activities/place-call.ts';
import { deferCall, recordCall } from '../../activities/record-call.ts';
import {
  callIdOf,
  callWorkflowId,
  campaignWorkflowId,
  enrolmentIdOf,
  parseCallId,
} from '../../contracts/ids.ts';
import { Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { newId } from '../../platform/mongo.ts';
import { suppressNumber } from '../../platform/suppress.ts';
import { claimedCall, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld('opt_out');
});
afterAll(() => world?.end());

const contactOf = (callId: string) => parseCallId(callId)?.contactId ?? '';

/** The same person waits in another campaign; answers the enrolment's id. */
async function alsoIn(contactId: string, over: object = {}): Promise<string> {
  const campaignId = newId();
  const now = new Date();
  const campaign = await Campaigns.findOne({}).lean();
  await Campaigns.create({ ...campaign, _id: campaignId, createdAt: now });
  const _id = enrolmentIdOf(campaignId, contactId);
  await Enrolments.create({ _id, campaignId, contactId, state: 'waiting', attempts: 0, dueAt: now, ...over });
  return _id;
}

const stateOf = async (_id: string) => {
  const enrolment = await Enrolments.findById(_id).lean();
  return `${enrolment?.state} ${enrolment?.outcome}`;
};

describe('a person who does not want to be called again', () => {
  it('is on the list, and waits in no campaign any more; others do', async () => {
    const callId = await claimedCall('+61491570150');
    const places = await Promise.all([
      alsoIn(contactOf(callId)),
      alsoIn(contactOf(callId), { attempts: 1, outcome: 'busy', dueAt: new Date(Date.now() + 86_400_000) }),
    ]);
    const another = await alsoIn(contactOf(await claimedCall('+61491570156')));
    await optOut(world.deps, { callId, by: 'tool' });
    expect(await Suppressions.findById('+61491570150').lean()).toMatchObject({
      source: 'said to the agent in a call',
      callId,
    });
    expect(await Promise.all(places.map(stateOf))).toEqual(['done suppressed', 'done suppressed']);
    expect(await stateOf(another)).toBe('waiting null');
  });

  it('is written down once, and as it was said first, however often it is said at once', async () => {
    const objections = Array.from({ length: 8 }, (_, index) =>
      suppressNumber({ phone: '+61491570157', source: `said ${index}` }),
    );
    const added = await Promise.all(objections);
    expect(added.filter(({ isNew }) => isNew)).toHaveLength(1);
    const first = await Suppressions.findById('+61491570157').lean();
    await suppressNumber({ phone: '+61491570157', source: 'said again' });
    expect(await Suppressions.findById('+61491570157').lean()).toEqual(first);
  });

  it('is not called on any other number of theirs, by whichever we know them', async () => {
    const callId = await claimedCall('+61491570158');
    const phones = ['+61491570158', '+61491570159'];
    await Contacts.updateOne({ _id: contactOf(callId) }, { $set: { phones } });
    await suppressNumber({ phone: '+61491570159', source: 'asked by letter' });
    expect(await Suppressions.countDocuments({ _id: { $in: phones } })).toBe(2);
    expect(await placeCall(world.deps, { callId })).toMatchObject({ kind: 'refused', outcome: 'suppressed' });
    expect(world.creates()).toBe(0);
  });

  it('is not made to wait again by what was under way: an attempt put off, a call to be retried', async () => {
    const putOff = await claimedCall('+61491570110');
    const retried = await claimedCall('+61491570111');
    for (const callId of [putOff, retried]) await optOut(world.deps, { callId, by: 'key' });
    await deferCall({ callId: putOff, until: Date.now(), reason: 'Another call to this person is up' });
    await recordCall({ callId: retried, outcome: 'busy', reason: 'The line was busy', endedAt: Date.now() });
    for (const callId of [putOff, retried]) {
      const { campaignId, contactId } = parseCallId(callId) as NonNullable<ReturnType<typeof parseCallId>>;
      expect(await stateOf(enrolmentIdOf(campaignId, contactId))).toBe('done suppressed');
    }
  });

  it('is let go by another call of ours as well; their campaigns look anew, and the call they are in goes by itself', async () => {
    const callId = await claimedCall('+61491570112');
    const contactId = contactOf(callId);
    const other = callIdOf({ campaignId: newId(), contactId, attempt: 1 });
    const ended = callIdOf({ campaignId: newId(), contactId, attempt: 1 });
    const call = {
      contactId,
      campaignId: newId(),
      attempt: 1,
      intent: 'written',
      startedAt: new Date(),
    } as const;
    await Calls.create([
      { ...call, _id: callId, phase: 'up' },
      { ...call, _id: other, phase: 'placing' },
      { ...call, _id: ended, phase: 'ended' },
    ]);
    const workflows = [callId, other].map(callWorkflowId);
    const campaign = campaignWorkflowId(parseCallId(callId)?.campaignId ?? '');
    const [mine, theirs, calling] = await Promise.all([...workflows, campaign].map(runningWorkflow));
    await optOut(world.deps, { callId, by: 'tool' });
    expect(await signalsOf(theirs)).toBe(1);
    expect(await signalsOf(mine)).toBe(0);
    expect(await signalsOf(calling)).toBe(1);
    await Promise.all([mine, theirs, calling].map((handle) => handle?.terminate('the test is over')));
  });
});

/** A real workflow that nobody executes: its history keeps the signals it was sent. */
function runningWorkflow(workflowId: string): Promise<WorkflowHandle> {
  return world.deps.temporal.workflow.start('nobody', { workflowId, taskQueue: 'nobody-polls-this' });
}

async function signalsOf(handle: WorkflowHandle | undefined): Promise<number> {
  const { events } = (await handle?.fetchHistory()) ?? {};
  return (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes).length;
}
