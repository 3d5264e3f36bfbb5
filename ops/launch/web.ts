import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CommandFailed, run } from '../process/run.ts';
import type { Context } from '../provision/context.ts';
import { withLock } from '../provision/lock.ts';
import { sayingSo } from '../provision/long-work.ts';
import { LaunchError } from './launch-error.ts';

const ABOUT = 'Page';
/** What the page is made of. */
const SOURCES = ['web', 'contracts', 'package-lock.json'];
const DIST = 'web/dist';
const FRESH = 'dist.new';
const STAMP = '.made-of';

/** Builds the page when its sources are not those it was built from. */
export async function buildWeb(context: Context, root: string): Promise<void> {
  if (isBuilt(root)) return;
  await withLock(join(root, 'node_modules/.outdial-page.lock'), { signal: context.signal }, async () => {
    if (isBuilt(root)) return;
    await sayingSo(context, ABOUT, 'building it', () => build(context, root));
  });
}

async function build({ env, signal }: Context, root: string): Promise<void> {
  const madeOf = fingerprint(root);
  const options = ['--config', 'web/vite.config.ts', '--outDir', FRESH];
  const vite = [join(root, 'node_modules/vite/bin/vite.js'), 'build', ...options];
  try {
    await run(process.execPath, vite, { cwd: root, signal, env: { ...env, NODE_ENV: 'production' } });
  } catch (error) {
    if (error instanceof CommandFailed)
      throw new LaunchError(`The page could not be built.\n${error.message}`);
    throw error;
  }
  const fresh = join(root, 'web', FRESH);
  writeFileSync(join(fresh, STAMP), madeOf);
  // Another page server may be reading from it: it is never half there for longer than this takes.
  rmSync(join(root, DIST), { recursive: true, force: true });
  renameSync(fresh, join(root, DIST));
}

function isBuilt(root: string): boolean {
  const stamp = join(root, DIST, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root);
}

/** A hash over names and contents of the sources. */
function fingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesOf(join(root, source))).sort()) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (path.endsWith('package-lock.json')) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/\/(dist|dist\.new|node_modules)\//.test(file.slice(path.length)));
}
