import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../ops/provision/context.ts';

/** A folder of its own for a test file, with programs of our making on the only PATH there is. */
export class Place {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'outdial-ops-'));
  readonly bin = path.join(this.folder, 'bin');
  readonly cache = path.join(this.folder, 'cache');
  readonly said: string[] = [];

  /** Forgets programs, cache and what was said. */
  reset(): void {
    for (const each of [this.bin, this.cache]) rmSync(each, { recursive: true, force: true });
    mkdirSync(this.bin, { recursive: true });
    this.said.length = 0;
  }

  /** Puts a shell script on the PATH. */
  program(name: string, script: string): string {
    const file = path.join(this.bin, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  context(env: Record<string, string> = {}): Context {
    return {
      env: { PATH: this.bin, XDG_CACHE_HOME: this.cache, ...env },
      say: (about, text) => this.said.push(`${about}: ${text}`),
      signal: new AbortController().signal,
      registriesOnly: true,
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits for a condition, at most ten seconds. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  limitMs = 10_000,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${what} did not come true within ${limitMs} ms`);
    await delay(20);
  }
}

/** Whether a process runs: a zombie that nobody has waited for does not. */
export function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return false;
  try {
    return !/\) [ZX] /.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}
