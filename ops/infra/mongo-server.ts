import mongoose from 'mongoose';
import type { ServerPart } from './server-part.ts';

/** A MongoDB, or what stands for it, that was started here. */
export interface MongoServer {
  /** Without the name of a database. */
  uri: string;
  parts: ServerPart[];
  exited: Promise<unknown>;
  stop(): Promise<void>;
}

/** Whether a server at this address answers a ping now. */
export async function answersPing(uri: string): Promise<boolean> {
  const client = new mongoose.mongo.MongoClient(uri, {
    serverSelectionTimeoutMS: 1_000,
    directConnection: true,
  });
  try {
    await client.db('admin').command({ ping: 1 });
    return true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}
