import type { Readable } from 'node:stream';
import type { CallId } from '../../contracts/ids.ts';
import { fileIdOf, type RecordingDoc, Recordings, recordingMedia } from '../../platform/models/recording.ts';
import { ApiError } from '../api-error.ts';

/** Length and kind of a call's recording as it lies in store; `gone` when it was deleted, or `not_found`. */
export async function findRecording(
  callId: CallId,
): Promise<{ bytes: number; contentType: string; etag: string }> {
  const [record, file] = await Promise.all([
    Recordings.findById(callId).lean<RecordingDoc | null>(),
    recordingMedia()
      .find({ _id: fileIdOf(callId) })
      .next(),
  ]);
  if (record?.deletedAt) {
    const why = record.deletedBecause ? `: ${record.deletedBecause}` : '';
    throw new ApiError('gone', `This recording was deleted on ${record.deletedAt.toISOString()}${why}.`);
  }
  if (!record || !file) throw new ApiError('not_found', 'This call has no recording.');
  return { bytes: file.length, contentType: record.contentType, etag: `"${record.recordingSid}"` };
}

/** The bytes from `start` up to, not including, `end`. */
export function openRecording(callId: CallId, start: number, end: number): Readable {
  return recordingMedia().openDownloadStream(fileIdOf(callId), { start, end });
}
