import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { ensureLines, takeLine } from '../../activities/lines.ts';
import { placeCall } from '../../activities/place-call.ts';
import { sweepLines } from '../../activities/sweep-lines.ts';
import { callWorkflowId, enrolmentIdOf, parseCallId } from '../../contracts/ids.ts';
import { WORKFLOWS } from '../../contracts/workflow-api.ts';
import { Calls } from '../../platform/models/call.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Lines } from '../../platform/models/line.ts';
import { claimedCall, startWorld, type World } from './world.ts';

/** What is left behind when a call's workflow is terminated, or a claim never led to one. */
let world: World;
beforeAll(async () => {
  world = await startWorld('sweep_lines');
  await ensureLines(5);
});
afterAll(() => world?.end());

function sweep(): Promise<{ settled: number }> {
  return new MockActivityEnvironment().run(() => sweepLines(world.deps)) as Promise<{ settled: number }>;
}

async function heldLine(callId: string): Promise<void> {
  await takeLine(callId);
  await Lines.updateOne({ callId }, { $set: { takenAt: new Date(Date.now() - 120_000) } });
}

async function standing(callId: string) {
  const ids = parseCallId(callId);
  const [line, contact, enrolment, call] = await Promise.all([
    Lines.findOne({ callId }).lean(),
    Contacts.findById(ids?.contactId).lean(),
    Enrolments.findById(enrolmentIdOf(ids?.campaignId ?? '', ids?.contactId ?? '')).lean(),
    Calls.findById(callId).lean(),
  ]);
  return { line, locked: contact?.liveCallId, enrolment: enrolment?.state, phase: call?.phase };
}

it('a call whose workflow is gone is ended at Twilio and given an outcome; everything it held is free', async () => {
  const callId = await claimedCall('+442079460110');
  await heldLine(callId);
  const placed = await placeCall(world.deps, { callId });
  expect(await sweep()).toEqual({ settled: 1 });
  expect(await standing(callId)).toEqual({ line: null, locked: null, enrolment: 'done', phase: 'ended' });
  const seen = world.sandbox.referee
    .report()
    .calls.find((call) => placed.kind === 'placed' && call.sid === placed.callSid);
  expect(seen?.endedAt).toBeDefined();
});

it('a call that was never posted goes back to its campaign', async () => {
  const callId = await claimedCall('+442079460120');
  await heldLine(callId);
  await sweep();
  expect(await standing(callId)).toEqual({
    line: null,
    locked: null,
    enrolment: 'waiting',
    phase: 'ended',
  });
});

it('a claim of a campaign that nobody pumps any more goes back, or ends with its campaign', async () => {
  for (const [phone, state, enrolment] of [
    ['+442079460150', 'paused', 'waiting'],
    ['+442079460160', 'stopped', 'done'],
  ] as const) {
    const callId = await claimedCall(phone);
    await heldLine(callId);
    await Enrolments.updateOne({ callId }, { $set: { state: 'claimed' } });
    await Campaigns.updateOne({ _id: parseCallId(callId)?.campaignId }, { $set: { state } });
    await sweep();
    expect(await standing(callId)).toMatchObject({ line: null, enrolment });
  }
});

it('a person who is held by a call that is recorded already is let go', async () => {
  const callId = await claimedCall('+442079460170');
  await heldLine(callId);
  await Contacts.updateOne({ _id: parseCallId(callId)?.contactId }, { $set: { liveCallId: callId } });
  await Enrolments.updateOne({ callId }, { $set: { state: 'done' } });
  await sweep();
  expect(await standing(callId)).toMatchObject({ line: null, locked: null });
});

it('a line that nobody needs is given back', async () => {
  const callId = await claimedCall('+442079460130');
  await heldLine(callId);
  await Enrolments.updateOne({ callId }, { $set: { state: 'done' } });
  await sweep();
  expect((await standing(callId)).line).toBeNull();
});

it('a call that is looked after is left alone', async () => {
  const callId = await claimedCall('+442079460140');
  await heldLine(callId);
  const taskQueue = `nobody-${process.pid}`;
  const options = { workflowId: callWorkflowId(callId), taskQueue, args: [] };
  const running = await world.deps.temporal.workflow.start(WORKFLOWS.call, options);
  expect(await sweep()).toEqual({ settled: 0 });
  expect((await standing(callId)).line).not.toBeNull();
  await running.terminate();
});
