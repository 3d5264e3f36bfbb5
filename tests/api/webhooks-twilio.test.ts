import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import request from 'supertest';
import twilio from 'twilio';
import { createApp } from '../../api/app.ts';
import { connectTemporalLazily } from '../../api/connect-temporal.ts';
import { createDeps } from '../../api/deps.ts';
import type { CallEvent } from '../../contracts/call-event.ts';
import { callIdOf, callWorkflowId } from '../../contracts/ids.ts';
import { WEBHOOK_PATHS } from '../../contracts/webhooks.ts';
import { WORKFLOWS } from '../../contracts/workflow-api.ts';
import { CallEvents } from '../../platform/models/call-event.ts';
import { connectMongo, newId } from '../../platform/mongo.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

const CALL_SID = `CA${'1'.repeat(32)}`;
const AT = 'Tue, 31 Aug 2027 20:36:28 +0000';
let world: ApiWorld;

beforeAll(async () => {
  world = await startApiWorld({ SERVER_URL: 'https://dialer.example/' });
});
afterAll(() => world.close());

function newCallId(): string {
  return callIdOf({ campaignId: newId(), contactId: newId(), attempt: 1 });
}

/** Starts a workflow of the call's id that nobody works on: its history keeps the signals it is sent. */
async function startCall(callId: string) {
  const handle = await world.temporal.workflow.start(WORKFLOWS.call, {
    workflowId: callWorkflowId(callId),
    taskQueue: `${world.env.TASK_QUEUE_PREFIX}nobody`,
    args: [{ callId }],
  });
  const signals = async (): Promise<CallEvent[]> => {
    const { events } = await handle.fetchHistory();
    return (events ?? []).flatMap((event) => {
      const payload = event.workflowExecutionSignaledEventAttributes?.input?.payloads?.[0];
      return payload?.data ? [JSON.parse(Buffer.from(payload.data).toString()) as CallEvent] : [];
    });
  };
  return { signals, end: () => handle.terminate('the test is over') };
}

/** Posts as Twilio does: a form, signed over the public address without its fragment. */
function post(path: string, form: Record<string, string>, token = world.env.TWILIO_AUTH_TOKEN) {
  const url = `https://dialer.example${path}`;
  const signature = twilio.getExpectedTwilioSignature(token, url, form);
  return world.anonymous.post(path).type('form').set('X-Twilio-Signature', signature).send(form);
}

const status = (CallStatus: string, more: Record<string, string> = {}) => ({
  CallSid: CALL_SID,
  CallStatus,
  Timestamp: AT,
  To: '+61491570156',
  StirVerstat: '',
  ...more,
});

describe('status callbacks', () => {
  it('are kept, and signalled where they change the course of the call', async () => {
    const callId = newCallId();
    const call = await startCall(callId);
    const path = WEBHOOK_PATHS.status(callId);
    await post(path, status('initiated', { SequenceNumber: '0' })).expect(204);
    await post(path, status('ringing', { SequenceNumber: '1' })).expect(204);
    await post(path, status('in-progress', { SequenceNumber: '2' })).expect(204);
    const last = { SequenceNumber: '3', CallDuration: '49', SipResponseCode: '200' };
    await post(path, status('completed', last)).expect(204);
    const at = Date.UTC(2027, 7, 31, 20, 36, 28);
    expect(await call.signals()).toEqual([
      { kind: 'answered', callSid: CALL_SID, at },
      { kind: 'ended', callSid: CALL_SID, status: 'completed', durationSeconds: 49, sipCode: 200, at },
    ]);
    const events = await CallEvents.find({ callId }).sort({ _id: 1 }).lean();
    expect(events.map((event) => event._id)).toEqual(
      [0, 1, 2, 3].map((number) => `${callId}:twilio.status:${CALL_SID}:${number}`),
    );
    expect(events[3]?.data).toMatchObject({ CallStatus: 'completed', CallDuration: '49' });
    await call.end();
  });

  it('of an unanswered call end it, with the moment of arrival where Twilio gives none', async () => {
    const callId = newCallId();
    const call = await startCall(callId);
    await post(WEBHOOK_PATHS.status(callId), { CallSid: CALL_SID, CallStatus: 'no-answer' }).expect(204);
    const [event] = await call.signals();
    expect(event).toMatchObject({ kind: 'ended', status: 'no-answer', durationSeconds: 0 });
    expect(Math.abs(Date.now() - (event?.at ?? 0))).toBeLessThan(60_000);
    await call.end();
  });

  it('that come twice are kept once', async () => {
    const callId = newCallId();
    const call = await startCall(callId);
    const busy = status('busy', { SequenceNumber: '2' });
    const path = WEBHOOK_PATHS.status(callId);
    await Promise.all([post(path, busy).expect(204), post(path, busy).expect(204)]);
    expect(await CallEvents.countDocuments({ callId })).toBe(1);
    const signals = await call.signals();
    expect(signals.length).toBeGreaterThan(0);
    for (const signal of signals) expect(signal).toEqual(signals[0]);
    await call.end();
  });

  it('that come too late are kept, and accepted', async () => {
    const callId = newCallId();
    const call = await startCall(callId);
    await call.end();
    for (const id of [callId, newCallId()]) {
      await post(WEBHOOK_PATHS.status(id), status('completed', { SequenceNumber: '3' })).expect(204);
      expect(await CallEvents.countDocuments({ callId: id })).toBe(1);
    }
  });
});

describe('other callbacks of Twilio', () => {
  it('tell the call what answered; a word we do not know is unknown', async () => {
    for (const [word, answeredBy] of [
      ['machine_start', 'machine_start'],
      ['robot', 'unknown'],
    ]) {
      const callId = newCallId();
      const call = await startCall(callId);
      const form = { CallSid: CALL_SID, AnsweredBy: word ?? '', MachineDetectionDuration: '3100' };
      await post(WEBHOOK_PATHS.amd(callId), form).expect(204);
      expect(await call.signals()).toEqual([
        { kind: 'detected', callSid: CALL_SID, answeredBy, at: expect.any(Number) },
      ]);
      await call.end();
    }
  });

  it('that a person answered is kept, and tells the call nothing it would not do anyway', async () => {
    const callId = newCallId();
    const call = await startCall(callId);
    await post(WEBHOOK_PATHS.amd(callId), { CallSid: CALL_SID, AnsweredBy: 'human' }).expect(204);
    expect(await CallEvents.countDocuments({ callId, kind: 'twilio.amd' })).toBe(1);
    expect(await call.signals()).toEqual([]);
    await call.end();
  });

  it('about recordings and streams are kept alone', async () => {
    const callId = newCallId();
    const call = await startCall(callId);
    const RecordingSid = `RE${'2'.repeat(32)}`;
    const StreamSid = `MZ${'3'.repeat(32)}`;
    await post(WEBHOOK_PATHS.recording(callId), {
      CallSid: CALL_SID,
      RecordingSid,
      RecordingStatus: 'completed',
      RecordingDuration: '12',
    }).expect(204);
    const stream = { CallSid: CALL_SID, StreamSid, StreamEvent: 'stream-started' };
    await post(WEBHOOK_PATHS.stream(callId), stream).expect(204);
    expect(await call.signals()).toEqual([]);
    const events = await CallEvents.find({ callId }).sort({ _id: 1 }).lean();
    expect(events.map((event) => event._id)).toEqual([
      `${callId}:twilio.recording:${RecordingSid}:completed`,
      `${callId}:twilio.stream:${StreamSid}:stream-started`,
    ]);
    await call.end();
  });
});

describe('what is not from Twilio', () => {
  it('is refused when the signature is wrong or missing, or covers something else', async () => {
    const callId = newCallId();
    const path = WEBHOOK_PATHS.status(callId);
    const form = status('completed');
    const answers = [
      await post(path, form, 'token-of-somebody-else'),
      await world.anonymous.post(path).type('form').send(form),
      await post(path, form).send({ CallDuration: '1' }),
      await post(WEBHOOK_PATHS.status(newCallId()), form).redirects(0).send({ x: '1' }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect(answer.body.error.code).toBe('bad_signature');
    }
    expect(await CallEvents.countDocuments({ callId })).toBe(0);
  });

  it('is refused when it names no call, or is no callback', async () => {
    await post(WEBHOOK_PATHS.status('not-a-call'), status('completed')).expect(404);
    const answer = await post(WEBHOOK_PATHS.status(newCallId()), status('exploded')).expect(400);
    expect(answer.body.error.details[0]).toMatch(/^CallStatus: /);
  });
});

describe('a callback that cannot be taken now', () => {
  it('is answered 503 before Twilio gives up, so that it comes again', async () => {
    const callId = newCallId();
    const path = WEBHOOK_PATHS.status(callId);
    await mongoose.disconnect();
    const began = Date.now();
    const answer = await post(path, status('completed'));
    await connectMongo(world.env.MONGODB_URI);
    expect(Date.now() - began).toBeLessThan(4000);
    expect(answer.status).toBe(503);
    expect(answer.body.error.code).toBe('unavailable');

    const temporal = connectTemporalLazily({ ...world.env, TEMPORAL_ADDRESS: '127.0.0.1:9' });
    const deaf = request(createApp(createDeps({ ...world.deps, temporal })));
    const signature = twilio.getExpectedTwilioSignature(
      world.env.TWILIO_AUTH_TOKEN,
      `https://dialer.example${path}`,
      status('completed'),
    );
    await deaf
      .post(path)
      .type('form')
      .set('X-Twilio-Signature', signature)
      .send(status('completed'))
      .expect(503);
    await temporal.connection.close();
    await post(path, status('completed')).expect(204);
    expect(await CallEvents.countDocuments({ callId })).toBe(1);
  });
});
