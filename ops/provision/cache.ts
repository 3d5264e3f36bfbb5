import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotProvision, type Context, cacheDir } from './context.ts';
import { withLock } from './lock.ts';

export interface Build {
  /** Folder in the cache, with the version in its name. */
  name: string;
  /** What it is called on the terminal. */
  about: string;
  /** Free space wanted before it begins, in bytes; most of it is given back at the end. */
  needsBytes: number;
  /** Puts what shall stay into `out`; `work` is for everything else. Both vanish when it fails. */
  make: (folders: { out: string; work: string }) => Promise<void>;
}

/**
 * A folder of the cache, made when it is not there. It appears under its name by one rename when it is whole, so what is
 * there can be trusted; of a build that fails nothing stays. Two launches do not build the same thing at once.
 */
export async function cached(context: Context, build: Build): Promise<string> {
  const cache = cacheDir(context.env);
  const folder = join(cache, build.name);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const waiting = () => context.say(build.about, 'another launch is building it; waiting');
  return withLock(join(cache, `${build.name}.lock`), { waiting, signal: context.signal }, async () => {
    if (!existsSync(folder)) await makeWhole(cache, folder, build);
    return folder;
  });
}

async function makeWhole(cache: string, folder: string, build: Build): Promise<void> {
  await clearStaging(cache, build.name);
  await checkSpace(cache, build);
  const staging = join(cache, `${build.name}.staging-${process.pid}`);
  const folders = { out: join(staging, 'out'), work: join(staging, 'work') };
  try {
    await mkdir(folders.out, { recursive: true });
    await mkdir(folders.work, { recursive: true });
    await build.make(folders);
    await rename(folders.out, folder);
  } finally {
    await rm(staging, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What a launch that was killed outright left behind; we hold the lock, so nobody uses it. */
async function clearStaging(cache: string, name: string): Promise<void> {
  const left = (await readdir(cache)).filter((entry) => entry.startsWith(`${name}.staging-`));
  await Promise.all(left.map((entry) => rm(join(cache, entry), { recursive: true, force: true })));
}

async function checkSpace(cache: string, { about, needsBytes }: Build): Promise<void> {
  const { bavail, bsize } = await statfs(cache);
  if (bavail * bsize >= needsBytes) return;
  throw new CannotProvision(
    `${about}: the disk of ${cache} has ${gigabytes(bavail * bsize)} GB free and ${gigabytes(needsBytes)} GB are needed ` +
      'to build it. Make room, or set XDG_CACHE_HOME to a folder on another disk.',
  );
}

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
