import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { correctEndings, isAsked, whoEnded } from '../../activities/correct-endings.ts';
import type { TerminatedBy } from '../../contracts/call.ts';
import { callIdOf } from '../../contracts/ids.ts';
import type { Disconnection } from '../../contracts/vendors/twilio.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import { newId } from '../../platform/mongo.ts';
import { startWorld, type World } from './world.ts';

const MINUTE = 60_000;

describe('who ended a call', () => {
  type Side = Disconnection['disconnected_by'];
  it.each<[Side, string | undefined, TerminatedBy | undefined, string | null, TerminatedBy]>([
    // The side of the person, whatever we thought.
    ['callee', 'outbound_api', 'agent', 'end_call tool was called.', 'contact'],
    ['callee', 'outbound_api', 'operator', null, 'contact'],
    ['callee', undefined, undefined, null, 'contact'],
    ['caller', 'inbound', 'agent', null, 'contact'],
    // Our side: what we saw says more.
    ['caller', 'outbound_api', 'agent', null, 'agent'],
    ['caller', 'outbound_api', 'operator', null, 'operator'],
    ['caller', 'outbound_api', 'amd', null, 'amd'],
    ['caller', 'outbound_api', 'time_limit', null, 'time_limit'],
    ['caller', 'outbound_api', 'us', 'end_call tool was called.', 'us'],
    ['callee', 'inbound', 'agent', null, 'agent'],
    // Our side, but we had thought that it was the person, or did not know.
    ['caller', 'outbound_api', 'contact', 'end_call tool was called.', 'agent'],
    ['caller', 'outbound_api', 'contact', 'voicemail_detection tool was called.', 'agent'],
    ['caller', 'outbound_api', 'contact', 'Ending conversation after 40 seconds of silence.', 'agent'],
    ['caller', 'outbound_api', 'contact', 'Conversation exceeded the maximum duration', 'time_limit'],
    ['caller', 'outbound_api', 'contact', 'max_duration_exceeded', 'time_limit'],
    ['caller', 'outbound_api', 'contact', 'Client disconnected: 1006', 'provider'],
    ['caller', 'outbound_api', 'contact', 'The caller said that end_call tool was called.', 'provider'],
    ['caller', 'outbound_api', 'contact', '', 'provider'],
    ['caller', 'outbound_api', undefined, null, 'provider'],
    ['callee', 'inbound', 'contact', null, 'provider'],
  ])('%s hung up, %s, seen as %s, transcript "%s": %s', (side, direction, seen, reason, expected) => {
    expect(whoEnded({ disconnected_by: side, direction }, seen, reason)).toBe(expected);
  });

  it('is asked for at a few moments of the hour after the end', () => {
    const asked = Array.from({ length: 70 }, (_, minute) => minute).filter((minute) =>
      isAsked(new Date(1000), 1000 + minute * MINUTE + 59_999),
    );
    expect(asked).toEqual([2, 5, 10, 20, 31, 45, 58]);
  });
});

describe('correcting by Voice Insights', () => {
  let world: World;
  let requests: number;
  let left: string;
  let cut: string;
  beforeAll(async () => {
    world = await startWorld('correct_endings', { VOICE_INSIGHTS: 'on' });
    const client = world.deps.twilio.httpClient;
    const send = client.request.bind(client);
    client.request = (options) => {
      requests += 1;
      return send(options);
    };
    // The first is refused by the person, the second ends with its instructions.
    [left = '', cut = ''] = await Promise.all(['+442079460599', '+442079460510'].map(completedCall));
  }, 60_000);
  afterAll(() => world?.end());
  beforeEach(async () => {
    await Promise.all([Calls.deleteMany({}), Transcripts.deleteMany({})]);
    requests = 0;
  });

  async function completedCall(to: string): Promise<string> {
    const { twilio, env } = world.deps;
    const twiml = '<Response><Pause length="1"/></Response>';
    const { sid } = await twilio.calls.create({ to, from: env.TWILIO_PHONE_NUMBER, twiml });
    const summary = () => twilio.insights.v1.calls(sid).summary().fetch();
    const isPending = () =>
      summary().then(
        ({ processingState }) => processingState !== 'complete',
        () => true,
      );
    for (const end = Date.now() + 30_000; await isPending(); ) {
      if (Date.now() > end) throw new Error('no complete summary within 30 seconds');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return sid;
  }

  const correct = (over: Partial<World['deps']['env']> = {}, now = Date.now(), deps = world.deps) =>
    new MockActivityEnvironment().run(() =>
      correctEndings(Object.keys(over).length ? { ...deps, env: { ...deps.env, ...over } } : deps, now),
    ) as Promise<{ corrected: number }>;

  it('writes whose word it is, once', async () => {
    const byContact = await answeredCall({ callSid: left, terminatedBy: 'agent' });
    const byAgent = await answeredCall({ callSid: cut, terminatedBy: 'contact' });
    await keepTranscript(byAgent, 'end_call tool was called.');
    expect(await correct()).toEqual({ corrected: 2 });
    expect(await endingOf(byContact)).toEqual(['contact', 'insights']);
    expect(await endingOf(byAgent)).toEqual(['agent', 'insights']);
    requests = 0;
    expect(await correct()).toEqual({ corrected: 0 });
    expect(requests).toBe(0);
  });

  it("leaves an operator's word alone", async () => {
    const callId = await answeredCall({ callSid: left, terminatedBy: 'us', terminatedByFrom: 'operator' });
    expect(await correct()).toEqual({ corrected: 0 });
    expect(await endingOf(callId)).toEqual(['us', 'operator']);
  });

  it('asks for nothing where the installation does not have them, or nobody answered', async () => {
    await answeredCall({ callSid: left });
    expect(await correct({ VOICE_INSIGHTS: false })).toEqual({ corrected: 0 });
    await Calls.updateMany({}, { $unset: { answeredAt: 1 } });
    expect(await correct()).toEqual({ corrected: 0 });
    expect(requests).toBe(0);
  });

  it('asks for no call after an hour, and waits for one that Twilio does not know', async () => {
    const callSid = `CA${'0'.repeat(32)}`;
    const now = Date.now();
    await answeredCall({ callSid, endedAt: new Date(now - 60 * MINUTE) });
    expect(await correct({}, now)).toEqual({ corrected: 0 });
    expect(requests).toBe(0);
    const callId = await answeredCall({ callSid, endedAt: new Date(now - 58 * MINUTE) });
    expect(await correct({}, now)).toEqual({ corrected: 0 });
    expect(requests).toBe(1);
    expect(await endingOf(callId)).toEqual(['contact', 'seen']);
  });

  it('leaves an account that does not have them in peace for an hour', async () => {
    const warnings: unknown[] = [];
    const log = { ...world.deps.log, warn: (text: unknown) => warnings.push(text) } as World['deps']['log'];
    const deps = { ...world.deps, log };
    await switchInsights(world, 'off');
    await Promise.all(Array.from({ length: 20 }, () => answeredCall({ callSid: left })));
    const now = Date.now();
    await correct({}, now, deps);
    await correct({}, now, deps);
    expect([requests, warnings]).toEqual([8, [expect.stringContaining('does not have them')]]);
    await switchInsights(world, 'on');
    await Calls.updateMany({}, { $set: { endedAt: new Date(now + 55 * MINUTE) } });
    expect(await correct({}, now + 59 * MINUTE, deps)).toEqual({ corrected: 0 });
    expect(await correct({}, now + 60 * MINUTE, deps)).toEqual({ corrected: 20 });
  });
});

async function switchInsights({ sandbox }: World, state: 'on' | 'off'): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ state });
  const answer = await fetch(`${sandbox.url}/sandbox/insights`, { method: 'PUT', headers, body });
  expect(answer.ok).toBe(true);
}

async function answeredCall(over: Partial<CallDoc>): Promise<string> {
  const ids = { campaignId: newId(), contactId: newId(), attempt: 1 };
  const _id = callIdOf(ids);
  const endedAt = new Date(Date.now() - 5 * MINUTE);
  await Calls.create({
    _id,
    ...ids,
    phase: 'ended',
    intent: 'closed',
    startedAt: endedAt,
    answeredAt: endedAt,
    endedAt,
    terminatedBy: 'contact',
    terminatedByFrom: 'seen',
    ...over,
  });
  return _id;
}

async function endingOf(callId: string) {
  const call = await Calls.findById(callId).lean();
  return [call?.terminatedBy, call?.terminatedByFrom];
}

async function keepTranscript(_id: string, terminationReason: string): Promise<void> {
  const kept = { conversationId: 'conv_1', source: 'final' as const, turns: [], storedAt: new Date() };
  await Transcripts.create({ _id, ...kept, terminationReason });
}
