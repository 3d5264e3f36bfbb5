import type { Readable } from 'node:stream';
import type mongoose from 'mongoose';
import type { CallId } from '../../contracts/ids.ts';
import { type RecordingDoc, Recordings, recordingMedia } from '../../platform/models/recording.ts';
import { ApiError } from '../api-error.ts';

/** GridFS takes any id; its types know only ObjectId. */
type FileId = mongoose.mongo.ObjectId;
const fileId = (callId: CallId) => callId as unknown as FileId;

/** Length and kind of a call's recording as it lies in store, or `not_found`. */
export async function findRecording(
  callId: CallId,
): Promise<{ bytes: number; contentType: string; etag: string }> {
  const [record, file] = await Promise.all([
    Recordings.findById(callId).lean<RecordingDoc | null>(),
    recordingMedia()
      .find({ _id: fileId(callId) })
      .next(),
  ]);
  if (!record || !file) throw new ApiError('not_found', 'This call has no recording.');
  return { bytes: file.length, contentType: record.contentType, etag: `"${record.recordingSid}"` };
}

/** The bytes from `start` up to, not including, `end`. */
export function openRecording(callId: CallId, start: number, end: number): Readable {
  return recordingMedia().openDownloadStream(fileId(callId), { start, end });
}
