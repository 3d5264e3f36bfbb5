import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import type { Sandbox } from '../../sandbox/server.ts';
import { personSays } from '../../sandbox/voices/phrase-book.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import {
  connectTwiml,
  type StreamSeen,
  type StreamServer,
  startStreamServer,
} from './support/stream-server.ts';
import { ACCOUNT_SID, AUTH_TOKEN, CALLER, startSandbox, twilioClient, until } from './support/world.ts';

describe('media streams', () => {
  let sandbox: Sandbox;
  let server: StreamServer;
  let receiver: Receiver;
  let client: ReturnType<typeof twilioClient>;

  beforeAll(async () => {
    sandbox = await startSandbox();
    server = await startStreamServer();
    receiver = await startReceiver();
    client = twilioClient(sandbox);
  });
  afterAll(async () => {
    await sandbox.close();
    await server.close();
    await receiver.close();
  });

  /** A call to somebody who says nothing, and its stream once it has begun. */
  async function connect(to = '+61255502080', more = {}) {
    const path = `/streams/${server.streams.length}`;
    const twiml = connectTwiml(server.url + path, '<Parameter name="agent_id" value="a &amp; b"/>');
    const { sid } = await client.calls.create({ to, from: CALLER, twiml, ...more });
    const stream = await until(() => server.streams.find(({ request }) => request.url === path));
    await until(() => stream.messages.length > 2);
    return { sid, stream, path };
  }

  const sidOf = (stream: StreamSeen) => stream.messages[1]?.message.streamSid ?? '';
  const send = (stream: StreamSeen, body: object) =>
    stream.socket.send(JSON.stringify({ ...body, streamSid: sidOf(stream) }));
  const marks = (stream: StreamSeen) =>
    stream.messages
      .filter(({ message }) => message.event === 'mark')
      .map(({ message }) => message.mark?.name);
  const silence = (ms: number) => ({ payload: Buffer.alloc(ms * 8, 0xff).toString('base64') });
  const notesOf = (sid: string) => sandbox.referee.report().calls.find((call) => call.sid === sid);

  it('begins with connected and start, signed over the address as the TwiML has it', async () => {
    const { sid, stream, path } = await connect();
    const [connected, start, media] = stream.messages.map(({ message }) => message);
    expect(connected).toEqual({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    expect(start).toMatchObject({
      event: 'start',
      sequenceNumber: '1',
      start: {
        accountSid: ACCOUNT_SID,
        callSid: sid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: { agent_id: 'a & b' },
      },
    });
    expect(media).toMatchObject({
      event: 'media',
      sequenceNumber: '2',
      media: { track: 'inbound', chunk: '1' },
    });
    const signature = String(stream.request.headers['x-twilio-signature']);
    expect(twilio.validateRequest(AUTH_TOKEN, signature, server.url + path, {})).toBe(true);
    stream.socket.close();
  });

  it('sends 160 bytes for each 20 ms of wall clock, silence as 0xFF', async () => {
    const { stream } = await connect();
    await until(() => stream.messages.length > 102);
    const frames = stream.messages.filter(({ message }) => message.event === 'media').slice(0, 100);
    expect(new Set(frames.map(({ message }) => message.media?.payload))).toEqual(
      new Set([Buffer.alloc(160, 0xff).toString('base64')]),
    );
    const stamps = frames.map(({ message }) => Number(message.media?.timestamp));
    expect(stamps.every((stamp, at) => stamp === (stamps[0] ?? 0) + at * 20)).toBe(true);
    const elapsed = (frames.at(-1)?.at ?? 0) - (frames[0]?.at ?? 0);
    expect(elapsed).toBeGreaterThan(99 * 20 - 150);
    expect(elapsed).toBeLessThan(99 * 20 + 150);
    stream.socket.close();
  });

  it('echoes a mark when what is before it has been played, at once when nothing is', async () => {
    const { stream } = await connect();
    send(stream, { event: 'mark', mark: { name: 'idle' } });
    await until(() => marks(stream).length === 1);
    const sentAt = performance.now();
    send(stream, { event: 'media', media: silence(300) });
    send(stream, { event: 'mark', mark: { name: 'one' } });
    send(stream, { event: 'media', media: silence(200) });
    send(stream, { event: 'mark', mark: { name: 'two' } });
    await until(() => marks(stream).length === 3);
    expect(marks(stream)).toEqual(['idle', 'one', 'two']);
    const two = stream.messages.find(({ message }) => message.mark?.name === 'two');
    expect((two?.at ?? 0) - sentAt).toBeGreaterThanOrEqual(480);
    stream.socket.close();
  });

  it('empties the queue on clear, and echoes the marks that were left, in order', async () => {
    const { sid, stream } = await connect();
    const sentAt = performance.now();
    send(stream, { event: 'media', media: silence(60_000) });
    send(stream, { event: 'mark', mark: { name: 'a' } });
    send(stream, { event: 'mark', mark: { name: 'b' } });
    send(stream, { event: 'clear' });
    await until(() => marks(stream).length === 2);
    expect(marks(stream)).toEqual(['a', 'b']);
    expect(performance.now() - sentAt).toBeLessThan(5000);
    expect(notesOf(sid)?.streams[0]).toMatchObject({
      marksReceived: 2,
      clearsReceived: 1,
      msReceived: 60_000,
    });
    stream.socket.close();
  });

  it('warns once about what it does not understand, and goes on', async () => {
    const { sid, stream } = await connect();
    send(stream, { event: 'media', media: { ...silence(20), track: 'outbound' } });
    send(stream, { event: 'dance' });
    stream.socket.send(Buffer.from([1, 2, 3]));
    send(stream, { event: 'mark', mark: { name: 'still here' } });
    await until(() => marks(stream).length === 1);
    expect(notesOf(sid)?.streams[0]?.warnings).toEqual([31951, 31950]);
    const notifications = await client.calls(sid).notifications.list();
    expect(notifications.map((one) => one.errorCode).sort()).toEqual(['31950', '31951']);
    stream.socket.close();
  });

  it('ends the call when the server closes and nothing follows', async () => {
    const { sid, stream } = await connect();
    stream.socket.close();
    await until(async () => (await client.calls(sid).fetch()).status === 'completed');
    expect(notesOf(sid)?.endedBy).toBe('twiml');
  });

  it('says stop and closes when the call is hung up, and tells the stream callback', async () => {
    const path = '/streams/told';
    const twiml = `<Response><Connect><Stream url="${server.url}${path}" name="talk" statusCallback="${receiver.url}/s"/></Connect></Response>`;
    const { sid } = await client.calls.create({ to: '+61255502080', from: CALLER, twiml });
    const stream = await until(() => server.streams.find(({ request }) => request.url === path));
    await until(() => receiver.received.some(({ form }) => form.StreamEvent === 'stream-started'));
    await client.calls(sid).update({ status: 'completed' });
    await until(() => stream.closeCode !== undefined);
    expect(stream.messages.at(-1)?.message).toMatchObject({ event: 'stop', stop: { callSid: sid } });
    const stopped = await until(() =>
      receiver.received.find(({ form }) => form.StreamEvent === 'stream-stopped'),
    );
    expect(stopped.form).toMatchObject({ CallSid: sid, StreamName: 'talk' });
    expect(stopped.form.Timestamp).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('reports a stream that cannot be opened, and goes on with the TwiML', async () => {
    const twiml = `<Response><Connect><Stream url="ws://127.0.0.1:1/" statusCallback="${receiver.url}/e"/></Connect></Response>`;
    const { sid } = await client.calls.create({ to: '+61255502080', from: CALLER, twiml });
    await until(async () => (await client.calls(sid).fetch()).status === 'completed');
    const failed = await until(() =>
      receiver.received.find(({ form }) => form.StreamEvent === 'stream-error'),
    );
    expect(failed.form.CallSid).toBe(sid);
    expect(notesOf(sid)?.streams[0]?.error).toBe(31902);
  });

  it('sends the very frames that the person says', async () => {
    const { stream } = await connect('+61255502010');
    const first = personSays('Hello?').subarray(0, 160).toString('base64');
    await until(() => stream.messages.some(({ message }) => message.media?.payload === first));
    stream.socket.close();
  });
});
