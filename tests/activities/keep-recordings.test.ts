import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import mongoose from 'mongoose';
import { gatherRecording } from '../../activities/gather-recording.ts';
import { keepRecordings } from '../../activities/keep-recordings.ts';
import { wavSeconds } from '../../activities/wav-seconds.ts';
import { callIdOf } from '../../contracts/ids.ts';
import { fileIdOf, Recordings, recordingMedia } from '../../platform/models/recording.ts';
import { newId } from '../../platform/mongo.ts';
import { startWorld, type World } from './world.ts';

const DAY = 24 * 3600_000;
const TWIML = '<Response><Pause length="2"/></Response>';

let world: World;
beforeAll(async () => {
  world = await startWorld('keep_recordings', {
    RECORDING_RETENTION_DAYS: '30',
    DELETE_RECORDINGS_AT_TWILIO: 'on',
  });
});
afterAll(() => world?.end());

function keep(over: Partial<World['deps']['env']> = {}, now = Date.now()) {
  const deps = { ...world.deps, env: { ...world.deps.env, ...over } };
  return new MockActivityEnvironment().run(() => keepRecordings(deps, now));
}

describe('a stored recording', () => {
  /** A call for each test, all made at once: they last for seconds. */
  let calls: string[];
  let callId: string;
  let callSid = '';
  beforeAll(async () => {
    calls = await Promise.all(Array.from({ length: 9 }, recordedCall));
  }, 30_000);
  beforeEach(async () => {
    await Recordings.deleteMany({});
    callSid = calls.pop() ?? '';
    callId = callIdOf({ campaignId: newId(), contactId: newId(), attempt: 1 });
    await until(async () => (await gatherRecording(world.deps, callId, callSid)) === 'kept');
  }, 30_000);

  const record = () => Recordings.findById(callId).lean();
  const file = () =>
    recordingMedia()
      .find({ _id: fileIdOf(callId) })
      .next();
  const atTwilio = async () => (await world.deps.twilio.recordings.list({ callSid })).length;

  it('is deleted when its time is over, with the reason, and is not fetched again', async () => {
    const { storedAt } = (await record()) ?? {};
    const over = (storedAt?.getTime() ?? 0) + 30 * DAY;
    const policy = { DELETE_RECORDINGS_AT_TWILIO: false };
    expect(await keep(policy, over - 1)).toEqual({ deleted: 0, deletedAtTwilio: 0 });
    expect(await keep({ ...policy, RECORDING_RETENTION_DAYS: 0 }, over)).toMatchObject({ deleted: 0 });
    expect(await file()).not.toBeNull();
    expect(await keep(policy, over)).toEqual({ deleted: 1, deletedAtTwilio: 0 });
    expect(await keep(policy, over + 1)).toEqual({ deleted: 0, deletedAtTwilio: 0 });
    expect(await file()).toBeNull();
    expect(await record()).toMatchObject({
      deletedAt: new Date(over),
      deletedBecause: 'Recordings are kept for 30 days',
    });
    expect(await gatherRecording(world.deps, callId, callSid)).toBe('kept');
    expect(await file()).toBeNull();
    expect(await atTwilio()).toBe(1);
  });

  it('is marked as deleted even when its bytes went in a pass that crashed', async () => {
    await recordingMedia().delete(fileIdOf(callId));
    expect(await keep({ RECORDING_RETENTION_DAYS: 1 }, Date.now() + 2 * DAY)).toMatchObject({ deleted: 1 });
  });

  it('is the only one once it was checked; repeating it changes nothing', async () => {
    expect(await keep()).toEqual({ deleted: 0, deletedAtTwilio: 1 });
    expect(await atTwilio()).toBe(0);
    expect(await record()).toMatchObject({ twilioCopy: 'deleted', twilioCopyBecause: expect.any(String) });
    expect(await file()).not.toBeNull();
    expect(await keep()).toEqual({ deleted: 0, deletedAtTwilio: 0 });
  });

  it('may be gone at Twilio already', async () => {
    await world.deps.twilio.recordings((await record())?.recordingSid ?? '').remove();
    expect(await keep()).toEqual({ deleted: 0, deletedAtTwilio: 1 });
    expect(await record()).toMatchObject({ twilioCopy: 'deleted' });
  });

  it('is deleted at Twilio too when ours is deleted before', async () => {
    await keep({ DELETE_RECORDINGS_AT_TWILIO: false }, Date.now() + 31 * DAY);
    expect(await keep()).toEqual({ deleted: 0, deletedAtTwilio: 1 });
    expect(await atTwilio()).toBe(0);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['is missing', () => recordingMedia().delete(fileIdOf(callId)), /not in store/],
    ['has lost a part', () => chunks().deleteOne({ files_id: fileIdOf(callId) }), /Of its \d+ bytes 0/],
    ['is of another length', () => Recordings.updateOne({ _id: callId }, { bytes: 12 }), /and not 12$/],
    ['lasts longer', () => Recordings.updateOne({ _id: callId }, { durationSeconds: 90 }), /and not 90$/],
  ])('is no reason to delete the one at Twilio when it %s', async (_, harm, because) => {
    await harm();
    expect(await keep()).toEqual({ deleted: 0, deletedAtTwilio: 0 });
    expect(await atTwilio()).toBe(1);
    expect(await record()).toMatchObject({
      twilioCopy: 'kept',
      twilioCopyBecause: expect.stringMatching(because),
    });
  });
});

describe('how long a WAV file lasts', () => {
  const head = (fmt: number, list = 0) => {
    const extra = Buffer.concat([Buffer.from('LIST'), number(list), Buffer.alloc(list + (list % 2))]);
    const format = Buffer.concat([
      Buffer.from('fmt '),
      number(16),
      Buffer.alloc(8),
      number(fmt),
      Buffer.alloc(4),
    ]);
    const chunks = [format, ...(list ? [extra] : []), Buffer.from('data'), number(0xffffffff)];
    return Buffer.concat([Buffer.from('RIFF'), number(0), Buffer.from('WAVE'), ...chunks]);
  };

  it('follows from its bytes a second, wherever its sound begins', () => {
    expect(wavSeconds(head(32_000), 44 + 64_000)).toBe(2);
    expect(wavSeconds(head(16_000, 5), 44 + 14 + 8_000)).toBe(0.5);
  });

  it('is unknown for anything else', () => {
    expect(wavSeconds(Buffer.from('<html><body>Not found</body></html>'), 1000)).toBeUndefined();
    expect(wavSeconds(Buffer.alloc(0), 0)).toBeUndefined();
    expect(wavSeconds(head(0), 1000)).toBeUndefined();
    expect(wavSeconds(head(32_000).subarray(0, 30), 1000)).toBeUndefined();
  });
});

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function chunks() {
  return mongoose.connection.collection('recordingMedia.chunks');
}

/** Makes a call of about two seconds that is recorded, and resolves to its sid when it has ended. */
async function recordedCall(): Promise<string> {
  const { twilio, env } = world.deps;
  const wish = { to: '+442079460410', from: env.TWILIO_PHONE_NUMBER, twiml: TWIML };
  const { sid } = await twilio.calls.create({ ...wish, record: true, recordingChannels: 'dual' });
  await until(async () => (await twilio.calls(sid).fetch()).endTime !== null);
  return sid;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds()); ) {
    if (Date.now() > end) throw new Error('it did not come about within 20 seconds');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
