import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/server.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { ACCOUNT_SID, AUTH_TOKEN, CALLER, startSandbox, twilioClient, until } from './support/world.ts';

const CREDENTIALS = `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`;

describe('recordings', () => {
  let sandbox: Sandbox;
  let receiver: Receiver;
  let client: ReturnType<typeof twilioClient>;

  beforeAll(async () => {
    sandbox = await startSandbox();
    receiver = await startReceiver();
    client = twilioClient(sandbox);
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
  });

  async function record(twiml: string, path: string, recordingChannels = 'dual') {
    const { sid } = await client.calls.create({
      to: '+61255502010',
      from: CALLER,
      twiml: `<Response>${twiml}</Response>`,
      record: true,
      recordingChannels,
      recordingStatusCallback: receiver.url + path,
      recordingStatusCallbackEvent: ['completed', 'absent'],
    });
    const { form } = await until(() => receiver.received.find((one) => one.path === path));
    return { sid, form };
  }

  const media = (sid: string, query = '', headers = {}) =>
    fetch(`${sandbox.url}/2010-04-01/Accounts/${ACCOUNT_SID}/Recordings/${sid}.wav${query}`, {
      headers: { authorization: CREDENTIALS, ...headers },
    });

  const peak = (wav: Buffer, channel: 0 | 1) => {
    let most = 0;
    for (let at = 44 + channel * 2; at < wav.length; at += 4)
      most = Math.max(most, Math.abs(wav.readInt16LE(at)));
    return most;
  };

  it('has the person left and what was played right, as a WAV of the call length', async () => {
    const { sid, form } = await record(
      '<Pause length="1"/><Say>This is the other side of the line.</Say>',
      '/dual',
    );
    expect(form).toMatchObject({ CallSid: sid, RecordingStatus: 'completed', RecordingChannels: '2' });
    expect(form).not.toHaveProperty('CallStatus');
    const [recording] = await client.recordings.list({ callSid: sid });
    expect(recording).toMatchObject({
      sid: form.RecordingSid,
      status: 'completed',
      source: 'OutboundAPI',
      channels: 2,
    });
    const wav = Buffer.from(
      await (await media(String(form.RecordingSid), '?RequestedChannels=2')).arrayBuffer(),
    );
    expect([wav.toString('latin1', 0, 4), wav.readUInt16LE(22), wav.readUInt32LE(24)]).toEqual([
      'RIFF',
      2,
      8000,
    ]);
    expect(peak(wav, 0)).toBeGreaterThan(5000);
    expect(peak(wav, 1)).toBeGreaterThan(5000);
    const seconds = (wav.length - 44) / (8000 * 4);
    expect(Math.abs(seconds - Number(form.RecordingDuration))).toBeLessThan(1);
    const mono = Buffer.from(
      await (await media(String(form.RecordingSid), '?RequestedChannels=1')).arrayBuffer(),
    );
    expect(mono.length - 44).toBe((wav.length - 44) / 2);
  });

  it('answers ranges, wants credentials, and refuses two channels of one', async () => {
    const { form } = await record('<Pause length="1"/>', '/mono', 'mono');
    const sid = String(form.RecordingSid);
    const part = await media(sid, '', { range: 'bytes=0-3' });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe('RIFF');
    expect(part.headers.get('content-range')).toMatch(/^bytes 0-3\/\d+$/);
    expect((await media(sid, '', { range: 'bytes=99999999-' })).status).toBe(416);
    expect((await media(sid, '', { authorization: '' })).status).toBe(401);
    const refused = await media(sid, '?RequestedChannels=2');
    expect([refused.status, ((await refused.json()) as { code: number }).code]).toEqual([400, 16113]);
  });

  it('is absent for a call of no length, and gone when deleted', async () => {
    const short = await record('<Hangup/>', '/short');
    expect(short.form).toMatchObject({ RecordingStatus: 'absent', ErrorCode: '16101' });
    const { form } = await record('<Pause length="1"/>', '/deleted');
    const sid = String(form.RecordingSid);
    expect(await client.recordings(sid).remove()).toBe(true);
    expect((await media(sid)).status).toBe(404);
    await expect(client.recordings(sid).fetch()).rejects.toMatchObject({ status: 404 });
  });
});
