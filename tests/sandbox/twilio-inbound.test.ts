import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import type { Sandbox } from '../../sandbox/server.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { type StreamServer, startStreamServer } from './support/stream-server.ts';
import { AUTH_TOKEN, CALLER, control, startSandbox, twilioClient, until } from './support/world.ts';

const PERSON = '+61491570156';

describe('a call that comes in', () => {
  let sandbox: Sandbox;
  let receiver: Receiver;
  let streams: StreamServer;
  let client: ReturnType<typeof twilioClient>;

  beforeAll(async () => {
    sandbox = await startSandbox();
    receiver = await startReceiver();
    streams = await startStreamServer();
    client = twilioClient(sandbox);
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
    await streams.close();
  });

  const xml = (body: string) => ({ status: 200, type: 'text/xml', body: `<Response>${body}</Response>` });
  const at = (path: string) => receiver.received.filter((one) => one.path === path);
  const call = async (more = {}): Promise<string> => {
    const { status, json } = await control(sandbox, 'POST', '/inbound-calls', { from: PERSON, ...more });
    expect([status, json.error]).toEqual([201, undefined]);
    return json.sid;
  };
  const notesOf = (sid: string) => sandbox.referee.report().calls.find((one) => one.sid === sid);
  const ended = (sid: string) => until(() => notesOf(sid)?.endedAt !== undefined && notesOf(sid));

  it('needs a voice URL, a number of ours, and sense', async () => {
    const refused = async (body: object) => (await control(sandbox, 'POST', '/inbound-calls', body)).status;
    expect(await refused({ from: PERSON })).toBe(409);
    const settings = { voiceUrl: `${receiver.url}/voice`, statusCallback: `${receiver.url}/in-status` };
    expect((await control(sandbox, 'PUT', '/inbound', { voiceUrl: 'nowhere' })).status).toBe(400);
    expect((await control(sandbox, 'PUT', '/inbound', settings)).status).toBe(204);
    expect(await refused({ from: PERSON, to: '+61255509999' })).toBe(409);
    expect(await refused({ from: 'me' })).toBe(400);
    expect(await refused({ from: PERSON, presses: 'nine' })).toBe(400);
    expect(await refused({ from: PERSON, person: 'nobody' })).toBe(400);
  });

  it('asks our instructions with a signed request while it rings, and reports its end alone', async () => {
    receiver.answers.push(xml('<Say>Good day.</Say>'));
    const sid = await call();
    const notes = await ended(sid);
    const [request] = at('/voice');
    expect(request?.form).toMatchObject({
      CallSid: sid,
      From: PERSON,
      To: CALLER,
      Direction: 'inbound',
      CallStatus: 'ringing',
      StirVerstat: 'TN-Validation-Passed-A',
    });
    const signature = String(request?.headers['x-twilio-signature']);
    expect(twilio.validateRequest(AUTH_TOKEN, signature, `${receiver.url}/voice`, request?.form ?? {})).toBe(
      true,
    );
    expect([notes.direction, notes.status, notes.heard[0]?.text]).toEqual([
      'inbound',
      'completed',
      'Good day.',
    ]);
    await until(() => at('/in-status').length === 1);
    expect(at('/in-status')[0]?.form).toMatchObject({ CallStatus: 'completed', Direction: 'inbound' });
    expect(await client.calls(sid).fetch()).toMatchObject({ direction: 'inbound', status: 'completed' });
    expect(sandbox.referee.report()).toMatchObject({ createsAccepted: 0, inboundCalls: 1 });
  });

  it('gives the keys that a person presses to the stream', async () => {
    receiver.answers.push(
      xml(`<Say>Who are you?</Say><Connect><Stream url="${streams.url}/keys"/></Connect>`),
    );
    const sid = await call({ presses: '12#', person: 'agreeable' });
    const stream = await until(() => streams.streams.find(({ request }) => request.url === '/keys'));
    const { sid: streamSid } = await until(() => notesOf(sid)?.streams[0]);
    const loud = Buffer.alloc(4000, 0x10).toString('base64');
    stream.socket.send(JSON.stringify({ event: 'media', streamSid, media: { payload: loud } }));
    const pressed = () => stream.messages.filter(({ message }) => message.event === 'dtmf');
    await until(() => pressed().length === 3 || notesOf(sid)?.pressed === '12#');
    expect(notesOf(sid)?.pressed).toBe('12#');
    await client.calls(sid).update({ status: 'completed' });
    expect(pressed().map(({ message }) => message)).toMatchObject(
      ['1', '2', '#']
        .slice(3 - pressed().length)
        .map((digit) => ({ dtmf: { track: 'inbound_track', digit } })),
    );
  });

  it('is recorded when REST asks, hung up by the person, and rejected', async () => {
    receiver.answers.push(xml('<Pause length="60"/>'));
    const sid = await call({ hangUpAfterMs: 1600 });
    await until(() => notesOf(sid)?.answeredAt !== undefined);
    const { sid: recordingSid } = await client.calls(sid).recordings.create({
      recordingChannels: 'dual',
      recordingStatusCallback: `${receiver.url}/in-recording`,
    });
    expect((await ended(sid)).endedBy).toBe('person');
    const done = await until(() => at('/in-recording')[0]);
    expect(done.form).toMatchObject({
      RecordingSid: recordingSid,
      RecordingStatus: 'completed',
      RecordingSource: 'StartCallRecordingAPI',
    });
    await expect(client.calls(sid).recordings.create()).rejects.toMatchObject({ code: 21220 });
    receiver.answers.push(xml('<Reject reason="busy"/>'));
    const rejected = await ended(await call());
    expect([rejected.status, rejected.answeredAt]).toEqual(['busy', undefined]);
  });
});
