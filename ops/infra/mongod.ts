import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { startChild, stopChild, untilReady } from '../process/child.ts';
import type { MongoServer } from './mongo-server.ts';
import { keptRunning, type Started, startedOnce } from './server-part.ts';

export interface MongodOptions {
  binary: string;
  dataDir: string;
  port: number;
  logDir: string;
  /** Whether it is started again when it ends by itself. */
  keep?: boolean;
}

const SET = 'outdial';
const NOT_YET_INITIALIZED = 94;

/** Starts mongod as a replica set of one (majority writes and change streams need a set) and waits for its primary. */
export async function startMongod(options: MongodOptions): Promise<MongoServer> {
  await mkdir(join(options.dataDir, 'mongod'), { recursive: true });
  const hold = options.keep ? keptRunning : startedOnce;
  const part = await hold('MongoDB', () => start(options));
  return {
    uri: `mongodb://127.0.0.1:${options.port}`,
    parts: [part],
    exited: part.exited,
    stop: () => part.stop(),
  };
}

async function start({ binary, dataDir, port, logDir }: MongodOptions): Promise<Started> {
  const dbPath = join(dataDir, 'mongod');
  const logFile = join(logDir, 'mongod.log');
  const child = startChild({
    name: 'MongoDB',
    command: binary,
    args: ['--dbpath', dbPath, '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', SET],
    logFile,
  });
  const stop = () => stopChild(child, 'SIGTERM', 30_000);
  try {
    await untilReady(child, () => isPrimary(`127.0.0.1:${port}`), {
      limitMs: 60_000,
      everyMs: 200,
      logFile,
    });
    return { pid: child.pid, exited: child.exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whether it is primary now. On the way there the set is made, or told its new port. */
async function isPrimary(host: string): Promise<boolean> {
  const client = new mongoose.mongo.MongoClient(`mongodb://${host}`, {
    serverSelectionTimeoutMS: 1_000,
    directConnection: true,
  });
  try {
    const admin = client.db('admin');
    await haveSet(admin, host);
    return (await admin.command({ hello: 1 })).isWritablePrimary === true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

async function haveSet(admin: mongoose.mongo.Db, host: string): Promise<void> {
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members[0].host === host) return;
    const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] };
    await admin.command({ replSetReconfig: moved, force: true });
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoServerError && error.code === NOT_YET_INITIALIZED))
      throw error;
    await admin.command({ replSetInitiate: { _id: SET, members: [{ _id: 0, host }] } });
  }
}
