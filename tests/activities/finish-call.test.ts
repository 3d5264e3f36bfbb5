import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApplicationFailure } from '@temporalio/activity';
import type { CallRecord } from '../../activities/call-record.ts';
import { finishCall } from '../../activities/finish-call.ts';
import { gatherCall } from '../../activities/gather-call.ts';
import { placeCall } from '../../activities/place-call.ts';
import { reconcileCall } from '../../activities/reconcile-call.ts';
import { enrolmentIdOf, parseCallId } from '../../contracts/ids.ts';
import { Calls } from '../../platform/models/call.ts';
import { CallEvents } from '../../platform/models/call-event.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { LiveTurns } from '../../platform/models/live-turn.ts';
import { Recordings } from '../../platform/models/recording.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import { until } from '../support/until.ts';
import { claimedCall, startWorld, type World } from './world.ts';

/** Nobody listens at the bridge's address, so every call that is answered is over at once. */
let world: World;
beforeAll(async () => {
  world = await startWorld('finish_call');
});
afterAll(() => world?.end());

const HOUR_MS = 3600_000;

async function answeredCall(phone: string): Promise<CallRecord> {
  const callId = await claimedCall(phone);
  const placed = await placeCall(world.deps, { callId });
  if (placed.kind !== 'placed') throw new Error(`not placed: ${placed.kind}`);
  const { callSid } = placed;
  await until('the call is over', () =>
    world.sandbox.referee.report().calls.some((one) => one.sid === callSid && one.endedAt),
  );
  const at = Date.now();
  return {
    callId,
    callSid,
    outcome: 'human',
    reason: 'A person answered',
    answeredAt: at - 500,
    endedAt: at,
  };
}

/** The vendor's post-call webhook, as the API keeps it. */
async function delivered({ callId }: CallRecord): Promise<void> {
  const data = {
    agent_id: 'agent_test',
    conversation_id: 'conv_1',
    status: 'done',
    transcript: [{ role: 'user', message: 'Hello?', time_in_call_secs: 1 }],
    metadata: {
      start_time_unix_secs: 1,
      call_duration_secs: 4,
      cost: 12,
      termination_reason: 'end_call tool',
    },
    analysis: { transcript_summary: 'Said hello.', call_successful: 'success' },
  };
  await CallEvents.create({
    _id: `${callId}:elevenlabs.post_call:1`,
    callId,
    kind: 'elevenlabs.post_call',
    receivedAt: new Date(),
    data: { event_timestamp: 1, data },
  });
}

async function ago(callId: string, ms: number): Promise<void> {
  await Calls.updateOne({ _id: callId }, { $set: { endedAt: new Date(Date.now() - ms) } });
}

async function untilDone(work: () => Promise<unknown>): Promise<void> {
  await until('the work is done', () =>
    work().then(
      () => true,
      () => false,
    ),
  );
}

describe('finishing a call', () => {
  it('records it at once, and says when to ask again for what is not ready', async () => {
    const record = await answeredCall('+442079460310');
    await expect(finishCall(world.deps, record)).rejects.toMatchObject({
      type: 'NotReady',
      message: expect.stringContaining('the transcript'),
      nextRetryDelay: 2_000,
    });
    expect(await Calls.findById(record.callId).lean()).toMatchObject({ phase: 'ended', outcome: 'human' });
    expect(await Enrolments.findOne({ callId: record.callId }).lean()).toMatchObject({ state: 'done' });
  });

  it('asks less and less often, and keeps what the bridge heard when nothing ever comes', async () => {
    const record = await answeredCall('+442079460320');
    await finishCall(world.deps, record).catch(() => undefined);
    await ago(record.callId, 60_000);
    const later = await gatherCall(world.deps, record).catch((error: unknown) => error);
    expect(Math.round((later as ApplicationFailure).nextRetryDelay as number)).toBeGreaterThanOrEqual(30_000);

    await LiveTurns.create({
      _id: `${record.callId}:1`,
      callId: record.callId,
      conversationId: 'conv_live',
      speaker: 'contact',
      text: 'Hello?',
      atSeconds: 1,
      at: new Date(),
    });
    await ago(record.callId, 3 * HOUR_MS);
    await gatherCall(world.deps, record);
    expect(await Transcripts.findById(record.callId).lean()).toMatchObject({ source: 'live' });
  });

  it('takes the transcript from the webhook, also long after live turns had to do', async () => {
    const record = await answeredCall('+442079460330');
    await finishCall(world.deps, record).catch(() => undefined);
    await delivered(record);
    await untilDone(() => gatherCall(world.deps, record));
    expect(await Transcripts.findById(record.callId).lean()).toMatchObject({
      source: 'final',
      summary: 'Said hello.',
      costCredits: 12,
    });
    expect(await Calls.findById(record.callId).lean()).toMatchObject({ conversationId: 'conv_1' });
    const kept = await Recordings.exists({ _id: record.callId });
    const [atTwilio] = await world.deps.twilio.recordings.list({ callSid: record.callSid, limit: 1 });
    expect(kept !== null).toBe(atTwilio?.status === 'completed');
  });
});

describe('reconciling a call', () => {
  it('learns an end that had stayed unknown, and corrects the contact', async () => {
    const record = await answeredCall('+442079460340');
    await finishCall(world.deps, { ...record, outcome: 'unknown', reason: 'never said' }).catch(
      () => undefined,
    );
    await reconcileCall(world.deps, record);
    const call = await Calls.findById(record.callId).lean();
    expect(call?.outcome).not.toBe('unknown');
    expect(await Enrolments.findOne({ callId: record.callId }).lean()).toMatchObject({
      state: 'done',
      outcome: call?.outcome,
    });
  });

  it('adopts a call that rang after all, by the callback that names it', async () => {
    const record = await answeredCall('+442079460350');
    const { callId, callSid } = record;
    const ids = parseCallId(callId);
    await Calls.updateOne(
      { _id: callId },
      {
        $set: { phase: 'ended', intent: 'closed', outcome: 'canceled', endedAt: new Date() },
        $unset: { callSid: 1 },
      },
    );
    await CallEvents.create({
      _id: `${callId}:twilio.status:1`,
      callId,
      kind: 'twilio.status',
      receivedAt: new Date(),
      data: { CallSid: callSid },
    });
    await reconcileCall(world.deps, { callId });
    expect(await Calls.findById(callId).lean()).toMatchObject({ callSid, outcome: 'failed_ours' });
    expect(
      await Enrolments.exists({ _id: enrolmentIdOf(ids?.campaignId ?? '', ids?.contactId ?? '') }),
    ).toBeTruthy();
  });

  it('gives back an attempt for which nobody had posted', async () => {
    const callId = await claimedCall('+442079460370');
    const ids = parseCallId(callId);
    if (!ids) throw new Error('not a call id');
    await Calls.create({ _id: callId, ...ids, phase: 'queued', intent: 'released', startedAt: new Date() });
    await reconcileCall(world.deps, { callId });
    expect(await Calls.findById(callId).lean()).toMatchObject({ phase: 'ended', outcome: 'canceled' });
    expect(await Enrolments.findOne({ callId }).lean()).toMatchObject({ state: 'waiting' });
  });

  it('leaves alone what is accounted for', async () => {
    const record = await answeredCall('+442079460360');
    await finishCall(world.deps, record).catch(() => undefined);
    await reconcileCall(world.deps, record);
    expect(await Calls.findById(record.callId).lean()).toMatchObject({
      outcome: 'human',
      reason: record.reason,
    });
  });
});
