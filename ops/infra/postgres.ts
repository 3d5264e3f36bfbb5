import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, startChild, stopChild, untilReady } from '../process/child.ts';
import { run } from '../process/run.ts';

export interface PostgresOptions {
  /** The folder with Debian's PostgreSQL and DocumentDB. Shared by all who run it; only mount points are added. */
  rootfs: string;
  /** What this one keeps; made when missing. */
  dataDir: string;
  port: number;
  /** Whether what was written must survive a power cut. Tests do without, and are faster. */
  durable: boolean;
  logFile: string;
}

export interface Postgres {
  pid: number;
  exited: Promise<unknown>;
  stop(): Promise<void>;
}

const BIN = '/usr/lib/postgresql/18/bin';
/** Where `dataDir` is seen from inside. */
const INSIDE = '/var/lib/outdial';

/**
 * Mounts are made in a namespace that only this process has: they vanish with it, however it ends, and several can
 * run from one folder at once.
 */
const ENTER = [
  'mount -t proc proc "$1/proc"',
  'mount -t tmpfs tmpfs "$1/dev/shm"',
  `mount --bind "$2" "$1${INSIDE}"`,
  'root=$1; shift 2',
  'exec chroot "$root" setpriv --reuid=postgres --regid=postgres --init-groups --pdeathsig=INT -- "$@"',
].join('\n');

function inside(
  { rootfs, dataDir }: PostgresOptions,
  command: string[],
): { command: string; args: string[] } {
  const namespace = ['--mount', '--propagation', 'private', '--'];
  return { command: 'unshare', args: [...namespace, 'sh', '-ec', ENTER, 'sh', rootfs, dataDir, ...command] };
}

/** Inside there is nothing of ours: a plain path and a plain language. */
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };

/** Starts PostgreSQL with DocumentDB on loopback and waits until the extension is there. Needs root. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  await prepare(options);
  const child = startChild({
    name: 'PostgreSQL',
    ...inside(options, [`${BIN}/postgres`, '-D', `${INSIDE}/data`]),
    env: ENVIRONMENT,
    logFile: options.logFile,
    deathSignal: 'INT',
  });
  try {
    await untilReady(child, () => hasExtension(options), {
      limitMs: 120_000,
      logFile: options.logFile,
    });
  } catch (error) {
    await stop(child);
    throw error;
  }
  return { pid: child.pid, exited: child.exited, stop: () => stop(child) };
}

/** SIGINT is PostgreSQL's fast shutdown: it ends its sessions and writes a checkpoint. */
const stop = (child: Child) => stopChild(child, 'SIGINT', 30_000);

async function prepare(options: PostgresOptions): Promise<void> {
  const { uid, gid } = await postgresUser(options.rootfs);
  await mkdir(join(options.rootfs, INSIDE), { recursive: true });
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  await chown(options.dataDir, uid, gid);
  const data = join(options.dataDir, 'data');
  if (!existsSync(data)) await initialise(options);
  await writeFile(join(data, 'postgresql.auto.conf'), configuration(options));
}

/** A cluster appears under its name only when it is whole: half of one would not start, ever. */
async function initialise(options: PostgresOptions): Promise<void> {
  const staging = join(options.dataDir, 'data.new');
  await rm(staging, { recursive: true, force: true });
  const flags = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C.UTF-8'];
  const sync = options.durable ? [] : ['--no-sync'];
  const { command, args } = inside(options, [`${BIN}/initdb`, ...flags, ...sync, '-D', `${INSIDE}/data.new`]);
  await run(command, args, { env: ENVIRONMENT });
  await rename(staging, join(options.dataDir, 'data'));
}

function configuration({ port, durable }: PostgresOptions): string {
  return [
    "shared_preload_libraries = 'pg_cron,pg_documentdb_core,pg_documentdb'",
    "cron.database_name = 'postgres'",
    "listen_addresses = '127.0.0.1'",
    `port = ${port}`,
    "unix_socket_directories = ''",
    'max_connections = 150',
    'documentdb.enableCompositeIndexPlanner = on',
    ...(durable ? [] : ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off']),
    '',
  ].join('\n');
}

async function hasExtension({ rootfs, port }: PostgresOptions): Promise<boolean> {
  const user = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--'];
  const psql = ['psql', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-qc'];
  try {
    await run('chroot', [rootfs, ...user, ...psql, 'create extension if not exists documentdb cascade'], {
      env: ENVIRONMENT,
    });
    return true;
  } catch {
    return false;
  }
}

async function postgresUser(rootfs: string): Promise<{ uid: number; gid: number }> {
  const line = (await readFile(join(rootfs, 'etc/passwd'), 'utf8'))
    .split('\n')
    .find((l) => l.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error(`${rootfs} has no PostgreSQL: delete it and start again`);
  return { uid: Number(uid), gid: Number(gid) };
}
