import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../process/child.ts';
import { freePorts } from '../process/ports.ts';
import { chromium } from '../provision/chromium.ts';
import type { Context } from '../provision/context.ts';
import { findMongo } from '../provision/mongo.ts';
import { findTemporal } from '../provision/temporal.ts';
import { timeSkippingServer } from '../provision/time-skipping.ts';
import { startMongo } from './start-mongo.ts';
import { startTemporal } from './temporal.ts';

/** What tests can ask for. */
export type Need = 'temporal' | 'mongo' | 'timeSkipping' | 'bundle' | 'chromium';

export interface TestStack {
  /** For the environment of the tests. */
  variables: Record<string, string>;
  stop(): Promise<void>;
}

type Stop = () => Promise<void>;
interface Part {
  variables: Record<string, string>;
  stop?: Stop;
}

/**
 * Provisions and starts what tests need, side by side, on free ports and in a folder that goes at the end. What the
 * environment names already is used as it is.
 */
export async function startTestStack(context: Context, needs: readonly Need[]): Promise<TestStack> {
  const dir = await temporaryFolder();
  const results = await Promise.allSettled(needs.map((need) => PARTS[need](context, dir)));
  const parts = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    await Promise.all(parts.map((part) => part.stop?.()));
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  };
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { variables: Object.assign({}, ...parts.map((part) => part.variables)), stop };
}

const PREFIX = 'outdial-test-';

/** A new folder, named after this process; those of processes that were killed are cleared away. */
async function temporaryFolder(): Promise<string> {
  for (const name of (await readdir(tmpdir())).filter((each) => each.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0]);
    if (!isAlive(pid)) await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

const PARTS: Record<Need, (context: Context, dir: string) => Promise<Part>> = {
  temporal: temporalPart,
  mongo: mongoPart,
  bundle: bundlePart,
  timeSkipping: async (context) => ({
    variables: { TIME_SKIPPING_SERVER: await timeSkippingServer(context) },
  }),
  chromium: async (context) => ({ variables: { CHROMIUM_PATH: await chromium(context) } }),
};

async function temporalPart(context: Context, dir: string): Promise<Part> {
  const found = await findTemporal(context);
  if (found.kind === 'address') return { variables: { TEMPORAL_ADDRESS: found.address } };
  const [port = 0] = await freePorts(1);
  const server = await startTemporal({ binary: found.path, port, logFile: join(dir, 'temporal.log') });
  return { variables: { TEMPORAL_ADDRESS: server.address }, stop: server.stop };
}

async function mongoPart(context: Context, dir: string): Promise<Part> {
  const found = await findMongo(context);
  if (found.kind === 'uri') return { variables: { MONGODB_URI: found.uri } };
  const [port = 0] = await freePorts(1);
  const dataDir = join(dir, 'mongo');
  await mkdir(dataDir);
  const server = await startMongo(found, { dataDir, logDir: dir, port, durable: false });
  // Named, so that tests can put the name of their own database in its place.
  return { variables: { MONGODB_URI: `${server.uri}/tests` }, stop: server.stop };
}

/** The workflows are bundled once for a whole test run. */
async function bundlePart({ env }: Context, dir: string): Promise<Part> {
  if (env.WORKFLOW_BUNDLE) return { variables: { WORKFLOW_BUNDLE: env.WORKFLOW_BUNDLE } };
  const { bundleWorkflows } = await import('../../worker/bundle.ts');
  const file = join(dir, 'workflows.js');
  await writeFile(file, (await bundleWorkflows()).code);
  return { variables: { WORKFLOW_BUNDLE: file } };
}
