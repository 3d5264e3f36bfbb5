import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { which } from '../process/which.ts';
import { type Context, cacheDir } from './context.ts';
import { documentDbRoot } from './documentdb.ts';
import { downloadedProgram } from './download.ts';
import { goProgram } from './go.ts';

/** Where MongoDB is: running somewhere already, a mongod to start, or FerretDB with PostgreSQL behind it. */
export type MongoFound =
  | { kind: 'uri'; uri: string }
  | { kind: 'mongod'; path: string }
  | { kind: 'ferretdb'; path: string; rootfs: string };

const ABOUT = 'MongoDB';
const DOWNLOAD_SITE = 'https://fastdl.mongodb.org';
const MONGOD_VERSION = '8.2.6';
const DOWNLOAD_NAME = `mongod-${MONGOD_VERSION}`;
const FERRETDB = {
  about: ABOUT,
  pack: 'github.com/FerretDB/FerretDB/v2/cmd/ferretdb',
  version: 'v2.7.0',
  binary: 'ferretdb',
  needsBytes: 2e9,
  takes: '1 to 2 min',
  otherwise: 'install mongod, or set MONGODB_URI to a server that is running',
};

/** Finds MongoDB: an address that was given, mongod on PATH, a download of it, or FerretDB on DocumentDB. */
export async function findMongo(context: Context): Promise<MongoFound> {
  const { env, say } = context;
  if (env.MONGODB_URI) {
    say(ABOUT, 'using the server that MONGODB_URI names');
    return { kind: 'uri', uri: env.MONGODB_URI };
  }
  const installed = which('mongod', env.PATH);
  if (installed) {
    say(ABOUT, `using ${installed}, found on PATH`);
    return { kind: 'mongod', path: installed };
  }
  const kept = keptBefore(context);
  if (kept) return kept;
  const downloaded = await download(context);
  return downloaded ? { kind: 'mongod', path: downloaded } : standIn(context);
}

function keptBefore({ env, say }: Context): MongoFound | undefined {
  const cache = cacheDir(env);
  const mongod = join(cache, DOWNLOAD_NAME, 'mongod');
  if (existsSync(mongod)) {
    say(ABOUT, `not on PATH; using ${mongod}, kept from before`);
    return { kind: 'mongod', path: mongod };
  }
  const path = join(cache, `ferretdb-${FERRETDB.version.slice(1)}`, 'ferretdb');
  const rootfs = join(cache, 'documentdb-pg18', 'rootfs');
  if (!existsSync(path) || !existsSync(rootfs) || process.getuid?.() !== 0) return undefined;
  say(
    ABOUT,
    `not on PATH; using FerretDB ${FERRETDB.version} on PostgreSQL with DocumentDB, kept from before`,
  );
  return { kind: 'ferretdb', path, rootfs };
}

/** Both halves at once: one is mostly network, the other mostly computing. The first to fail stops the other. */
async function standIn(context: Context): Promise<MongoFound> {
  const giveUp = new AbortController();
  const both = { ...context, signal: AbortSignal.any([context.signal, giveUp.signal]) };
  const stopOther = (error: unknown) => {
    giveUp.abort(error);
    throw error;
  };
  const halves = [goProgram(both, FERRETDB).catch(stopOther), documentDbRoot(both).catch(stopOther)] as const;
  await Promise.allSettled(halves);
  const [path, rootfs] = await Promise.all(halves);
  return { kind: 'ferretdb', path, rootfs };
}

function download(context: Context): Promise<string | undefined> {
  return downloadedProgram(context, {
    about: ABOUT,
    site: DOWNLOAD_SITE,
    name: DOWNLOAD_NAME,
    program: 'mongod',
    needsBytes: 1e9,
    because: 'no mongod on PATH; the download',
    doing: `downloading mongod ${MONGOD_VERSION}`,
    fetch: async (out, work) => {
      const { MongoBinary } = await import('mongodb-memory-server-core');
      const file = await MongoBinary.getPath({ version: MONGOD_VERSION, downloadDir: work });
      await rename(file, join(out, 'mongod'));
    },
  });
}
