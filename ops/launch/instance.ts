import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beganAt } from '../process/ancestors.ts';
import { isAlive } from '../process/child.ts';
import { LaunchError } from './launch-error.ts';

interface Instance {
  pid: number;
  /** When the process began, in ticks since boot: a number that a later process of the same id does not share. */
  began: string;
  page: string;
}

export interface Claim {
  /** Whether an earlier launch was killed: what it left may still be on its way out. */
  afterKill: boolean;
  release(): Promise<void>;
}

/** Makes this process the one that runs from a data folder, or refuses when another does. */
export async function claimInstance(dataDir: string, page: string): Promise<Claim> {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'launcher.json');
  const other = readInstance(file);
  if (other && other.pid !== process.pid && isAlive(other.pid) && beganAt(other.pid) === other.began) {
    throw new LaunchError(
      `Outdial is running from ${dataDir} already (process ${other.pid}); its page is ${other.page}.\n` +
        'Stop it with Ctrl-C there first, or give this one a DATA_DIR and ports of its own.',
    );
  }
  const own: Instance = { pid: process.pid, began: beganAt(process.pid), page };
  await writeFile(file, JSON.stringify(own), { mode: 0o600 });
  return { afterKill: other !== undefined, release: () => rm(file, { force: true }) };
}

function readInstance(file: string): Instance | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Instance;
  } catch {
    return undefined;
  }
}
