import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../contracts/workflow-api.ts';
import { type Child, startChild, stopChild, untilReady } from '../process/child.ts';

export interface TemporalServer {
  /** host:port of the frontend. */
  address: string;
  /** Temporal Web, unless started without it. */
  uiUrl?: string;
  pid: number;
  exited: Promise<unknown>;
  stop(): Promise<void>;
}

export interface TemporalOptions {
  binary: string;
  port: number;
  /** Left out: without Temporal Web. */
  uiPort?: number;
  /** Left out: all is lost at its stop. */
  dbFile?: string;
  logFile: string;
}

/** One partition for each queue: a rate limit of a queue is exact only then. The matcher with fairness is new. */
const DYNAMIC_CONFIG = [
  'matching.useNewMatcher=true',
  'matching.enableFairness=true',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
];

/** The arguments of `temporal server start-dev`; the two pragmas double what it does a second. */
export function temporalArguments({
  port,
  uiPort,
  dbFile,
}: Omit<TemporalOptions, 'binary' | 'logFile'>): string[] {
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${port}`,
    '--log-level=warn',
    ...(uiPort === undefined ? ['--headless'] : [`--ui-port=${uiPort}`]),
    ...(dbFile === undefined ? [] : [`--db-filename=${dbFile}`]),
    '--sqlite-pragma=journal_mode=wal',
    '--sqlite-pragma=synchronous=0',
    ...Object.values(SEARCH_ATTRIBUTES).map((name) => `--search-attribute=${name}=Keyword`),
    ...DYNAMIC_CONFIG.map((setting) => `--dynamic-config-value=${setting}`),
  ];
}

/** Starts a development server and waits until it answers for its namespace and search attributes. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const child = startChild({
    name: 'Temporal',
    command: options.binary,
    args: temporalArguments(options),
    logFile: options.logFile,
  });
  const address = `127.0.0.1:${options.port}`;
  try {
    await untilReady(child, () => answers(address), { limitMs: 60_000, logFile: options.logFile });
  } catch (error) {
    await stop(child);
    throw error;
  }
  return {
    address,
    uiUrl: options.uiPort === undefined ? undefined : `http://127.0.0.1:${options.uiPort}`,
    pid: child.pid,
    exited: child.exited,
    stop: () => stop(child),
  };
}

const stop = (child: Child) => stopChild(child, 'SIGTERM', 10_000);

async function answers(address: string): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: 1_000 });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: 'default',
    });
    return Object.values(SEARCH_ATTRIBUTES).every((name) => name in (customAttributes ?? {}));
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}
