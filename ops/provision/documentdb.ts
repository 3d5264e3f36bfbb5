import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed, run } from '../process/run.ts';
import { which } from '../process/which.ts';
import { aptInstall, debianMirror } from './apt.ts';
import { cached } from './cache.ts';
import { CannotProvision, type Context, cacheDir } from './context.ts';
import { sayingSo } from './long-work.ts';

const ABOUT = 'MongoDB';
const NAME = 'documentdb-pg18';
const OTHERWISE = 'Install mongod, or set MONGODB_URI to a server that is running.';

/**
 * The folder with PostgreSQL 18 and the DocumentDB extension. Debian has them in sid, which needs its own libc: hence a
 * small Debian in a folder, made by debootstrap.
 */
export async function documentDbRoot(context: Context): Promise<string> {
  const kept = join(cacheDir(context.env), NAME, 'rootfs');
  refuseUnlessRoot();
  if (existsSync(kept)) return kept;
  await refuseUnlessDebian();
  const mirror = await debianMirror();
  if (!mirror) throw new CannotProvision(`${ABOUT}: no Debian archive is named in /etc/apt. ${OTHERWISE}`);
  if (!which('debootstrap', context.env.PATH)) await aptInstall(context, ABOUT, ['debootstrap']);
  const what = 'setting up PostgreSQL 18 with DocumentDB from Debian sid (2 to 3 min, once)';
  const folder = await cached(context, {
    name: NAME,
    about: ABOUT,
    needsBytes: 1.6e9,
    make: ({ out }) => sayingSo(context, ABOUT, what, () => bootstrap(context, join(out, 'rootfs'), mirror)),
  });
  return join(folder, 'rootfs');
}

/** In a mount namespace of its own, so that its mounts are gone with it even when it fails half-way. */
async function bootstrap({ env, signal }: Context, root: string, mirror: string): Promise<void> {
  const debootstrap = [
    'debootstrap',
    '--variant=minbase',
    '--include=postgresql-18-documentdb',
    'sid',
    root,
    mirror,
  ];
  try {
    await run('unshare', ['--mount', '--propagation', 'private', '--', ...debootstrap], {
      signal,
      env: { ...env, ...(await aptProxy(env)) },
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new CannotProvision(
      `${ABOUT}: ${remedy(error.lastLines.join('\n'))} ${OTHERWISE}\n${error.message}`,
    );
  }
  await mkdir(join(root, 'var/lib/outdial'), { recursive: true });
  for (const left of ['var/cache/apt', 'var/lib/apt/lists', 'var/lib/postgresql/18']) {
    await rm(join(root, left), { recursive: true, force: true });
  }
}

function remedy(output: string): string {
  if (/no space left/i.test(output)) return 'the disk is full. Make room and start again.';
  if (/unshare: .*not permitted/i.test(output))
    return 'this container may not make mounts (it lacks CAP_SYS_ADMIN).';
  return 'debootstrap failed; nothing of it was kept. Check that the archive in /etc/apt can be reached.';
}

/** debootstrap does not read apt's settings, so a proxy that apt needs is handed over. */
async function aptProxy(env: Context['env']): Promise<Record<string, string>> {
  if (env.http_proxy) return {};
  const shown = await run('apt-config', ['shell', 'PROXY', 'Acquire::http::Proxy'], { env }).catch(() => '');
  const [, proxy] = /^PROXY='(http[^']+)'/m.exec(shown) ?? [];
  return proxy ? { http_proxy: proxy } : {};
}

function refuseUnlessRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new CannotProvision(
    `${ABOUT}: its stand-in from packages needs root, and this is not root. ${OTHERWISE}`,
  );
}

async function refuseUnlessDebian(): Promise<void> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (/^ID=debian$/m.test(release)) return;
  throw new CannotProvision(`${ABOUT}: its stand-in from packages is made on Debian only. ${OTHERWISE}`);
}
