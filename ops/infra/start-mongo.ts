import type { MongoFound } from '../provision/mongo.ts';
import { startFerretDB } from './ferretdb.ts';
import type { MongoServer } from './mongo-server.ts';
import { startMongod } from './mongod.ts';

export interface MongoStart {
  dataDir: string;
  logDir: string;
  port: number;
  durable: boolean;
  /** Whether it is started again when it ends by itself. */
  keep?: boolean;
}

/** Starts the MongoDB that was found. One that is running already is not started here. */
export function startMongo(
  found: Exclude<MongoFound, { kind: 'uri' }>,
  options: MongoStart,
): Promise<MongoServer> {
  if (found.kind === 'mongod') return startMongod({ ...options, binary: found.path });
  return startFerretDB({ ...options, binary: found.path, rootfs: found.rootfs });
}
