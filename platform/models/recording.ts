import mongoose from 'mongoose';

/** A call's recording; `_id` is the call id. Its bytes lie in GridFS under the same id, until they are deleted. */
export interface RecordingDoc {
  _id: string;
  recordingSid: string;
  durationSeconds: number;
  channels: number;
  bytes: number;
  contentType: string;
  storedAt: Date;
  /** Set once our bytes are gone. The record stays, so that nobody fetches them again. */
  deletedAt?: Date;
  /** For people. */
  deletedBecause?: string;
  /** What became of Twilio's copy, where the policy deletes it; `kept` because ours did not pass its check. */
  twilioCopy?: 'deleted' | 'kept';
  twilioCopyAt?: Date;
  twilioCopyBecause?: string;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<RecordingDoc>(
  {
    _id: { type: String, required: true },
    recordingSid: { type: String, required: true },
    durationSeconds: { type: Number, required: true },
    channels: { type: Number, required: true },
    bytes: { type: Number, required: true },
    contentType: { type: String, required: true },
    storedAt: { type: Date, required: true },
    deletedAt: Date,
    deletedBecause: String,
    twilioCopy: String,
    twilioCopyAt: Date,
    twilioCopyBecause: String,
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'recordings', versionKey: false },
);
/** What a policy has still to see to. */
schema.index({ deletedAt: 1, storedAt: 1 });
schema.index({ twilioCopy: 1 });

export const Recordings = mongoose.model('Recording', schema);

/** GridFS takes any id; its types know only ObjectId. */
export type FileId = mongoose.mongo.ObjectId;
export const fileIdOf = (callId: string) => callId as unknown as FileId;

/** The bucket with the audio itself; a file's `_id` is the call id. */
export function recordingMedia(): mongoose.mongo.GridFSBucket {
  const { db } = mongoose.connection;
  if (!db) throw new Error('recordingMedia needs a connected database');
  return new mongoose.mongo.GridFSBucket(db, { bucketName: 'recordingMedia' });
}
