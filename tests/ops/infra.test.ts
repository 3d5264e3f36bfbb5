import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { answersPing, type MongoServer } from '../../ops/infra/mongo-server.ts';
import { startMongo } from '../../ops/infra/start-mongo.ts';
import { startTemporal } from '../../ops/infra/temporal.ts';
import { freePort, freePorts } from '../../ops/process/ports.ts';
import type { MongoFound } from '../../ops/provision/mongo.ts';
import { findMongo } from '../../ops/provision/mongo.ts';
import { findTemporal } from '../../ops/provision/temporal.ts';
import { isRunning, Place } from './support.ts';

/** The servers as the product starts them: the set-up of the tests has provisioned them already. */
const place = new Place();
beforeEach(() => place.reset());
afterAll(() => place.remove());

const provisioned = {
  ...place.context(),
  env: { ...process.env, TEMPORAL_ADDRESS: undefined, MONGODB_URI: undefined },
};

async function startOne(found: Exclude<MongoFound, { kind: 'uri' }>, name: string): Promise<MongoServer> {
  const dataDir = path.join(place.folder, name);
  mkdirSync(dataDir, { recursive: true });
  return startMongo(found, { dataDir, logDir: dataDir, port: await freePort(), durable: false });
}

async function withThings<T>(
  uri: string,
  work: (things: mongoose.mongo.Collection) => Promise<T>,
): Promise<T> {
  const client = new mongoose.mongo.MongoClient(uri);
  try {
    return await work(client.db('ops').collection('things'));
  } finally {
    await client.close();
  }
}

it('two databases run side by side, keep their data apart, and leave no process and no mount', async () => {
  const found = await findMongo(provisioned);
  if (found.kind === 'uri') throw new Error('nothing was to be given');
  const servers = await Promise.all([startOne(found, 'one'), startOne(found, 'two')]);
  await withThings(servers[0].uri, (things) => things.insertOne({ at: 'one' }));
  expect(await withThings(servers[1].uri, (things) => things.countDocuments())).toBe(0);
  const pids = servers.flatMap(({ parts }) => parts.flatMap(({ pid }) => pid ?? []));
  await Promise.all(servers.map((server) => server.stop()));
  expect(pids.length).toBeGreaterThanOrEqual(2);
  expect(pids.filter(isRunning)).toEqual([]);
  expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(place.folder);
  expect(await answersPing(servers[0].uri)).toBe(false);
}, 120_000);

it('a database that was stopped has its data when it is started again, on another port', async () => {
  const found = await findMongo(provisioned);
  if (found.kind === 'uri') throw new Error('nothing was to be given');
  const first = await startOne(found, 'kept');
  await withThings(first.uri, (things) => things.insertOne({ kept: true }));
  await first.stop();
  const again = await startOne(found, 'kept');
  expect(await withThings(again.uri, (things) => things.countDocuments({ kept: true }))).toBe(1);
  await again.stop();
}, 120_000);

it('Temporal keeps what it knows in its file, and ends when it is asked to', async () => {
  const found = await findTemporal(provisioned);
  if (found.kind !== 'program') throw new Error('nothing was to be given');
  const dbFile = path.join(place.folder, 'temporal.db');
  for (const _ of ['first', 'again']) {
    const [port = 0] = await freePorts(1);
    const server = await startTemporal({
      binary: found.path,
      port,
      dbFile,
      logFile: path.join(place.folder, 'log'),
    });
    await server.stop();
    expect(isRunning(server.pid)).toBe(false);
  }
  expect(existsSync(dbFile)).toBe(true);
}, 120_000);

it('a server that cannot start says why', async () => {
  const logFile = path.join(place.folder, 'broken.log');
  const binary = place.program('temporal', 'echo the disk is on fire >&2; exit 1');
  const starting = startTemporal({ binary, port: await freePort(), logFile });
  await expect(starting).rejects.toThrow(/Temporal ended at once:\s+the disk is on fire/);
});
