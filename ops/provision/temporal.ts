import { existsSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { which } from '../process/which.ts';
import { type Context, cacheDir } from './context.ts';
import { downloadedProgram } from './download.ts';
import { goProgram } from './go.ts';

/** Where Temporal is: running somewhere already, or a program to start. */
export type TemporalFound = { kind: 'address'; address: string } | { kind: 'program'; path: string };

const ABOUT = 'Temporal';
const DOWNLOAD_SITE = 'https://temporal.download';
const DOWNLOAD_NAME = 'temporal-download';
const GO_BUILD = {
  about: ABOUT,
  pack: 'github.com/temporalio/cli/cmd/temporal',
  version: 'v1.5.1',
  binary: 'temporal',
  needsBytes: 3.5e9,
  takes: '3 to 7 min',
  otherwise:
    'install the Temporal CLI (https://docs.temporal.io/cli), or set TEMPORAL_ADDRESS to a server that is running',
};

/** Finds Temporal: an address that was given, the program on PATH, the SDK's download of it, or a build by Go. */
export async function findTemporal(context: Context): Promise<TemporalFound> {
  const { env, say } = context;
  if (env.TEMPORAL_ADDRESS) {
    say(ABOUT, `using ${env.TEMPORAL_ADDRESS}, as TEMPORAL_ADDRESS says`);
    return { kind: 'address', address: env.TEMPORAL_ADDRESS };
  }
  const installed = which('temporal', env.PATH);
  if (installed) {
    say(ABOUT, `using ${installed}, found on PATH`);
    return { kind: 'program', path: installed };
  }
  const kept = keptBefore(context);
  if (kept) {
    say(ABOUT, `not on PATH; using ${kept}, kept from before`);
    return { kind: 'program', path: kept };
  }
  return { kind: 'program', path: (await download(context)) ?? (await goProgram(context, GO_BUILD)) };
}

function keptBefore({ env }: Context): string | undefined {
  const built = `temporal-${GO_BUILD.version.slice(1)}`;
  return [DOWNLOAD_NAME, built]
    .map((name) => join(cacheDir(env), name, 'temporal'))
    .find((file) => existsSync(file));
}

function download(context: Context): Promise<string | undefined> {
  return downloadedProgram(context, {
    about: ABOUT,
    site: DOWNLOAD_SITE,
    name: DOWNLOAD_NAME,
    program: 'temporal',
    needsBytes: 0.6e9,
    because: "not on PATH; the SDK's download",
    doing: 'downloading the CLI as the SDK does',
    fetch: downloadBySdk,
  });
}

/** The SDK downloads when it starts a server for tests: so one is started for a moment. */
async function downloadBySdk(out: string, work: string): Promise<void> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const server = { executable: { type: 'cached-download' as const, downloadDir: work } };
  const world = await TestWorkflowEnvironment.createLocal({ server });
  await world.teardown();
  const [file] = (await readdir(work)).filter((name) => name.startsWith('temporal'));
  if (file === undefined) throw new Error('the SDK left no program');
  await rename(join(work, file), join(out, 'temporal'));
}
