import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { wavOf } from '../../sandbox/audio/wav.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { tone } from '../../sandbox/voices/voice.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { connectTwiml, type StreamServer, startStreamServer } from './support/stream-server.ts';
import { CALLER, startSandbox, twilioClient, until } from './support/world.ts';

describe('TwiML', () => {
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
  const create = (to: string, body: string, more = {}) =>
    client.calls.create({ to, from: CALLER, twiml: `<Response>${body}</Response>`, ...more });
  const at = (path: string) => receiver.received.filter((one) => one.path === path);
  const notesOf = (sid: string) => sandbox.referee.report().calls.find((call) => call.sid === sid);
  const ended = (sid: string) => until(() => notesOf(sid)?.endedAt !== undefined && notesOf(sid));
  const codes = async (sid: string) =>
    (await client.calls(sid).notifications.list()).map(({ errorCode, log }) => `${log}:${errorCode}`);

  it('gathers the keys that a person presses while the prompt is spoken', async () => {
    receiver.answers.push(xml('<Say>You will not be called again.</Say>'));
    const prompt = '<Say>To be left alone press nine.</Say><Pause length="20"/>';
    const { sid } = await create(
      '+61255502079',
      `<Gather numDigits="1" action="${receiver.url}/keys?x=1">${prompt}</Gather><Say>Nothing was pressed.</Say>`,
    );
    const notes = await ended(sid);
    expect(at('/keys?x=1')[0]?.form).toMatchObject({ Digits: '9', CallSid: sid, CallStatus: 'in-progress' });
    expect(notes.pressed).toBe('9');
    expect(notes.heard.map(({ text }) => text)).toEqual([
      'To be left alone press nine.',
      'You will not be called again.',
    ]);
  });

  it('goes on below a Gather in which nothing is pressed', async () => {
    const { sid } = await create(
      '+61255502080',
      `<Gather timeout="1" action="${receiver.url}/none"/><Say>Nothing.</Say>`,
    );
    expect((await ended(sid)).heard.map(({ text }) => text)).toEqual(['Nothing.']);
    expect(at('/none')).toEqual([]);
  });

  it('asks the action of Connect once the stream has ended, at an address relative to the document', async () => {
    receiver.answers.push(
      xml(`<Connect action="after?y=2"><Stream url="${streams.url}/c"/></Connect><Say>Not this.</Say>`),
      xml('<Say>Back again.</Say>'),
    );
    const { sid } = await client.calls.create({
      to: '+61255502010',
      from: CALLER,
      url: `${receiver.url}/dir/first`,
    });
    const stream = await until(() => streams.streams.find(({ request }) => request.url === '/c'));
    await until(() => stream.messages.length > 3);
    stream.socket.close(1000);
    expect((await ended(sid)).heard.map(({ text }) => text)).toEqual(['Back again.']);
    expect(at('/dir/after?y=2')[0]?.form).toMatchObject({ CallSid: sid, CallStatus: 'in-progress' });
  });

  it('asks the fallback with what went wrong, also when the document cannot be parsed', async () => {
    const fallbackUrl = `${receiver.url}/fallback`;
    receiver.answers.push(
      { status: 200, type: 'text/xml', body: '<Response><Say>' },
      xml('<Say>Plan B.</Say>'),
    );
    const url = `${receiver.url}/broken`;
    const broken = await client.calls.create({ to: '+61255502010', from: CALLER, url, fallbackUrl });
    expect((await ended(broken.sid)).heard.map(({ text }) => text)).toEqual(['Plan B.']);
    expect(at('/fallback')[0]?.form).toMatchObject({ ErrorCode: '12100', ErrorUrl: url });
    receiver.answers.push({ status: 500 }, { status: 500 });
    const both = await client.calls.create({ to: '+61255502010', from: CALLER, url, fallbackUrl });
    const notes = await ended(both.sid);
    expect([notes.status, notes.heard[0]?.text]).toEqual([
      'completed',
      'An application error has occurred. Goodbye.',
    ]);
    expect(await codes(both.sid)).toEqual(['0:11200', '0:11200']);
  });

  it('replaces at once what is played, and ends its stream with stop', async () => {
    const { sid } = await create('+61255502010', connectTwiml(`${streams.url}/r`).slice(10, -11));
    const stream = await until(() => streams.streams.find(({ request }) => request.url === '/r'));
    await until(() => stream.messages.length > 3);
    await client.calls(sid).update({ twiml: '<Response><Say>Something else.</Say></Response>' });
    expect((await ended(sid)).heard).toMatchObject([{ text: 'Something else.', whole: true }]);
    expect(stream.messages.at(-1)?.message.event).toBe('stop');
    await expect(client.calls(sid).update({ twiml: '<Response/>' })).rejects.toMatchObject({ code: 21220 });
  });

  it('leaves a message: what is said after the beep is on the tape, what was said before is not', async () => {
    const message = 'This is Riley from Harbour Dental. Please call us back.';
    const detection = { machineDetection: 'DetectMessageEnd', asyncAmd: 'true' };
    const { sid } = await create('+61255502018', '<Say>Hello, who is there?</Say><Pause length="60"/>', {
      ...detection,
      asyncAmdStatusCallback: `${receiver.url}/verdict`,
    });
    const verdict = await until(() => at('/verdict')[0]);
    expect(verdict.form.AnsweredBy).toBe('machine_end_beep');
    await client.calls(sid).update({ twiml: `<Response><Say>${message}</Say></Response>` });
    const notes = await ended(sid);
    expect(notes.heard.map(({ text }) => text)).toEqual(['Hello, who is there?', message]);
    expect(notes.message?.text).toBe(message);
    expect(notes.message?.soundMs).toBeGreaterThan(1500);
  });

  it('plays sound from loopback alone, and warns of what it does not know', async () => {
    const beep = tone(440, 600);
    const stereo = Buffer.from([...beep].flatMap((sample) => [sample, sample]));
    const server = http.createServer((_request, response) => response.end(wavOf(stereo, 1)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { sid } = await create(
      '+61255502018',
      `<Pause length="10"/><Play>http://127.0.0.1:${port}/a.wav</Play><Play>http://h.example/a.wav</Play><Enqueue>1</Enqueue>`,
    );
    const notes = await ended(sid);
    server.closeAllConnections();
    server.close();
    expect(notes.message).toEqual({ text: '', soundMs: 600 });
    expect(await codes(sid)).toEqual(['1:12200', '1:11200']);
  });
});
