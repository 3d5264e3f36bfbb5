import mongoose from 'mongoose';

/** A call's recording; `_id` is the call id. Its bytes lie in GridFS under the same id. */
export interface RecordingDoc {
  _id: string;
  recordingSid: string;
  durationSeconds: number;
  channels: number;
  bytes: number;
  contentType: string;
  storedAt: Date;
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
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'recordings', versionKey: false },
);

export const Recordings = mongoose.model('Recording', schema);

/** The bucket with the audio itself; a file's `_id` is the call id. */
export function recordingMedia(): mongoose.mongo.GridFSBucket {
  const { db } = mongoose.connection;
  if (!db) throw new Error('recordingMedia needs a connected database');
  return new mongoose.mongo.GridFSBucket(db, { bucketName: 'recordingMedia' });
}
