import mongoose from 'mongoose';

/**
 * One connection for a process. Writes wait for a majority, since a call's intent must survive the loss of a node
 * before anything is posted to Twilio. Indexes are made by `ensureIndexes` at a worker's start, not on the way.
 */
export async function connectMongo(uri: string): Promise<typeof mongoose> {
  mongoose.set('strictQuery', true);
  return mongoose.connect(uri, {
    autoIndex: false,
    autoCreate: false,
    maxPoolSize: 50,
    serverSelectionTimeoutMS: 5_000,
    retryWrites: false,
    writeConcern: { w: 'majority' },
  });
}

/** Makes the indexes of all models; safe to repeat, and by several processes at once. */
export async function ensureIndexes(): Promise<void> {
  for (const model of Object.values(mongoose.models)) {
    await model.createCollection().catch(ignoreExisting);
    await model.createIndexes();
  }
}

function ignoreExisting(error: { code?: number }): void {
  const NAMESPACE_EXISTS = 48;
  if (error.code !== NAMESPACE_EXISTS) throw error;
}

/** Whether a write failed because its key is there already: how doubles are told. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11000;
}

/** A new id: 24 hex digits that sort by time of making. */
export function newId(): string {
  return new mongoose.Types.ObjectId().toHexString();
}
