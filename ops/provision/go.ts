import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed, run } from '../process/run.ts';
import { which } from '../process/which.ts';
import { cached } from './cache.ts';
import { CannotProvision, type Context, cacheDir } from './context.ts';
import { sayingSo } from './long-work.ts';

export interface GoProgram {
  about: string;
  /** Path of the package to install, without its version. */
  pack: string;
  version: string;
  binary: string;
  needsBytes: number;
  /** How long it takes, for people. */
  takes: string;
  /** What to do when Go cannot be used. */
  otherwise: string;
}

const OLDEST_MINOR = 21;

/** A program built by `go install` into the cache; returns its path. */
export async function goProgram(context: Context, program: GoProgram): Promise<string> {
  const name = `${program.binary}-${program.version.slice(1)}`;
  const kept = join(cacheDir(context.env), name, program.binary);
  if (existsSync(kept)) return kept;
  const go = await usableGo(context, program);
  await cached(context, {
    name,
    about: program.about,
    needsBytes: program.needsBytes,
    make: async ({ out, work }) => {
      const what = `building ${program.binary} ${program.version} with go install (${program.takes}, once)`;
      await sayingSo(context, program.about, what, () => install(context, program, go, { out, work }));
    },
  });
  return kept;
}

/**
 * All that Go keeps goes to the work folder, which is removed: neither the user's Go nor the disk is left with two
 * gigabytes of modules. `-modcacherw`, since otherwise they could not be removed.
 */
async function install(
  { env, signal }: Context,
  { pack, version, binary, about }: GoProgram,
  go: string,
  { out, work }: { out: string; work: string },
): Promise<void> {
  const bin = join(work, 'bin');
  await mkdir(join(work, 'tmp'), { recursive: true });
  try {
    await run(go, ['install', `${pack}@${version}`], {
      signal,
      cwd: work,
      env: {
        ...env,
        GOPATH: join(work, 'path'),
        GOMODCACHE: join(work, 'path/pkg/mod'),
        GOCACHE: join(work, 'cache'),
        GOTMPDIR: join(work, 'tmp'),
        GOBIN: bin,
        GOFLAGS: [env.GOFLAGS, '-modcacherw'].filter(Boolean).join(' '),
        GOWORK: 'off',
        CGO_ENABLED: '0',
      },
    });
  } catch (error) {
    throw explained(about, error);
  }
  await rename(join(bin, binary), join(out, binary));
}

async function usableGo({ env }: Context, { about, otherwise }: GoProgram): Promise<string> {
  const go = which('go', env.PATH);
  if (!go)
    throw new CannotProvision(
      `${about}: Go is not on PATH. Install Go 1.${OLDEST_MINOR} or newer, or ${otherwise}.`,
    );
  const version = (await run(go, ['env', 'GOVERSION'], { env })).trim();
  if (isNewEnough(version)) return go;
  throw new CannotProvision(
    `${about}: ${go} is ${version || 'older than 1.15'}, and 1.${OLDEST_MINOR} or newer is needed. Install it, or ${otherwise}.`,
  );
}

/** Whether `go1.26.8` and the like is at least the oldest Go that fetches the toolchain a module asks for. */
export function isNewEnough(version: string): boolean {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return version.startsWith('devel');
  return Number(major) > 1 || Number(minor) >= OLDEST_MINOR;
}

/** Puts what to do before the tool's own words, for the faults that a person can mend. */
function explained(about: string, error: unknown): unknown {
  if (!(error instanceof CommandFailed)) return error;
  return new CannotProvision(`${about}: ${remedy(error.lastLines.join('\n'))}\n${error.message}`);
}

function remedy(output: string): string {
  if (/no space left on device/i.test(output)) return 'the disk is full. Make room and start again.';
  if (/toolchain|requires go >=/i.test(output)) {
    return 'this Go is too old for it and may not fetch a newer one. Install a newer Go, or set GOTOOLCHAIN=auto.';
  }
  if (/dial tcp|no such host|i\/o timeout|connection refused|TLS handshake/i.test(output)) {
    return 'the Go module proxy cannot be reached. Check the network and GOPROXY (go env GOPROXY).';
  }
  return 'the build failed; nothing of it was kept. Start again to try once more.';
}
