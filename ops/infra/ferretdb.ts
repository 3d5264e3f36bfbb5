import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild, stopChild, untilReady } from '../process/child.ts';
import { freePort } from '../process/ports.ts';
import { answersPing, type MongoServer } from './mongo-server.ts';
import { startPostgres } from './postgres.ts';
import { keptRunning, type Started, startedOnce } from './server-part.ts';

export interface FerretOptions {
  binary: string;
  rootfs: string;
  dataDir: string;
  port: number;
  durable: boolean;
  logDir: string;
  /** Whether each of the two is started again when it ends by itself. */
  keep?: boolean;
}

/** Starts PostgreSQL with DocumentDB, then FerretDB before it, which speaks MongoDB's protocol. */
export async function startFerretDB(options: FerretOptions): Promise<MongoServer> {
  const pgPort = await freePort();
  const hold = options.keep ? keptRunning : startedOnce;
  const postgres = await hold('PostgreSQL', () =>
    startPostgres({
      rootfs: options.rootfs,
      dataDir: join(options.dataDir, 'postgres'),
      port: pgPort,
      durable: options.durable,
      logFile: join(options.logDir, 'postgres.log'),
    }),
  );
  try {
    const ferret = await hold('FerretDB', () => startFront(options, pgPort));
    const stop = async () => {
      await ferret.stop();
      await postgres.stop();
    };
    const exited = Promise.race([ferret.exited, postgres.exited]);
    return { uri: `mongodb://127.0.0.1:${options.port}`, parts: [ferret, postgres], exited, stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function startFront(options: FerretOptions, pgPort: number): Promise<Started> {
  const stateDir = join(options.dataDir, 'ferretdb');
  await mkdir(stateDir, { recursive: true });
  const logFile = join(options.logDir, 'ferretdb.log');
  const ferret = startChild({
    name: 'FerretDB',
    command: options.binary,
    args: [
      `--listen-addr=127.0.0.1:${options.port}`,
      '--debug-addr=-',
      `--postgresql-url=postgres://postgres@127.0.0.1:${pgPort}/postgres`,
      '--no-auth',
      '--telemetry=disable',
      '--log-level=warn',
      `--state-dir=${stateDir}`,
    ],
    logFile,
  });
  try {
    const uri = `mongodb://127.0.0.1:${options.port}`;
    await untilReady(ferret, () => answersPing(uri), { limitMs: 60_000, logFile });
    return { pid: ferret.pid, exited: ferret.exited, stop: () => stopChild(ferret) };
  } catch (error) {
    await stopChild(ferret);
    throw error;
  }
}
