import mongoose from 'mongoose';
import twilio from 'twilio';
import { fileIdOf, type RecordingDoc, Recordings, recordingMedia } from '../platform/models/recording.ts';
import { beating } from './beating.ts';
import type { Dependencies } from './dependencies.ts';
import { wavSeconds } from './wav-seconds.ts';

const DAY_MS = 24 * 3600_000;
/** Recordings of one pass; the next comes in a minute. */
const MAX_RECORDINGS = 500;
/** Twilio states whole seconds, rounded one way or the other, and may count a moment that the file does not have. */
const TOLERANCE_SECONDS = 2;

/**
 * Carries out what was decided about recordings: ours are deleted when their time is over, and Twilio's where ours is
 * to be the only one. Both may be repeated at any point.
 * @param now epoch milliseconds
 */
export function keepRecordings(
  deps: Dependencies,
  now = Date.now(),
): Promise<{ deleted: number; deletedAtTwilio: number }> {
  return beating(async () => ({
    deleted: await deleteExpired(deps, now),
    deletedAtTwilio: deps.env.DELETE_RECORDINGS_AT_TWILIO ? await deleteAtTwilio(deps, now) : 0,
  }));
}

async function deleteExpired({ env }: Dependencies, now: number): Promise<number> {
  const days = env.RECORDING_RETENTION_DAYS;
  if (days === 0) return 0;
  const expired = await Recordings.find(
    { deletedAt: null, storedAt: { $lte: new Date(now - days * DAY_MS) } },
    { _id: 1 },
  )
    .limit(MAX_RECORDINGS)
    .lean();
  const deletedBecause = `Recordings are kept for ${days} ${days === 1 ? 'day' : 'days'}`;
  for (const { _id } of expired) {
    // The bytes first: what crashes between the two is done again, and no record says that they are gone while they lie there.
    await recordingMedia().delete(fileIdOf(_id)).catch(ignoreMissing);
    const mark = { deletedAt: new Date(now), deletedBecause };
    await Recordings.updateOne({ _id, deletedAt: null }, { $set: mark });
  }
  return expired.length;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof mongoose.mongo.MongoRuntimeError)) throw error;
}

async function deleteAtTwilio(deps: Dependencies, now: number): Promise<number> {
  const there = await Recordings.find({ twilioCopy: null }).limit(MAX_RECORDINGS).lean<RecordingDoc[]>();
  let deleted = 0;
  for (const recording of there) {
    const fault = recording.deletedAt ? undefined : await faultIn(recording);
    if (fault === undefined) await removeAtTwilio(deps, recording.recordingSid);
    else
      deps.log.warn(
        { callId: recording._id, fault },
        "Twilio's copy of a recording is kept: ours is at fault",
      );
    const twilioCopy = fault === undefined ? 'deleted' : 'kept';
    const twilioCopyBecause = fault ?? recording.deletedBecause ?? 'Ours is stored and was checked';
    const mark = { twilioCopy, twilioCopyAt: new Date(now), twilioCopyBecause };
    await Recordings.updateOne({ _id: recording._id, twilioCopy: null }, { $set: mark });
    if (fault === undefined) deleted += 1;
  }
  return deleted;
}

/** What is wrong with our copy, read to its end, since after this there is no other; undefined when nothing is. */
async function faultIn({ _id, bytes, durationSeconds }: RecordingDoc): Promise<string | undefined> {
  const [file] = await recordingMedia()
    .find({ _id: fileIdOf(_id) })
    .toArray();
  if (!file) return 'It is not in store';
  if (file.length !== bytes) return `Its file has ${file.length} bytes and not ${bytes}`;
  const { head, length } = await readAll(_id);
  if (length !== bytes) return `Of its ${bytes} bytes ${length} can be read`;
  const seconds = wavSeconds(head, bytes);
  if (seconds === undefined) return 'It is not a WAV file';
  if (Math.abs(seconds - durationSeconds) <= TOLERANCE_SECONDS) return undefined;
  return `It lasts ${seconds.toFixed(1)} seconds and not ${durationSeconds}`;
}

async function readAll(callId: string): Promise<{ head: Buffer; length: number }> {
  let head: Buffer = Buffer.alloc(0);
  let length = 0;
  try {
    for await (const chunk of recordingMedia().openDownloadStream(fileIdOf(callId))) {
      if (length === 0) head = chunk;
      length += chunk.length;
    }
  } catch (error) {
    // A chunk is missing, or is of another size than it should be: what could be read so far is what there is.
    if (!(error instanceof mongoose.mongo.MongoRuntimeError)) throw error;
  }
  return { head, length };
}

/** Gone already is as good. */
async function removeAtTwilio(deps: Dependencies, recordingSid: string): Promise<void> {
  try {
    await deps.twilio.recordings(recordingSid).remove();
  } catch (error) {
    if (!(error instanceof twilio.RestException) || error.status !== 404) throw error;
  }
}
