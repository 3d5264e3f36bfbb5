import { type FileHandle, open, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '../process/error-code.ts';

export interface LockOptions {
  /** Called once when somebody else holds it. */
  waiting?: () => void;
  signal?: AbortSignal;
  /** A holder touches its lock file this often, in ms; one untouched for six times as long was left by the dead. */
  beatMs?: number;
}

/** Does `work` while no other process does work under the same lock file. */
export async function withLock<T>(file: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const beatMs = options.beatMs ?? 2_000;
  const handle = await take(file, beatMs, options);
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await handle.close();
    await rm(file, { force: true });
  }
}

async function take(file: string, beatMs: number, { waiting, signal }: LockOptions): Promise<FileHandle> {
  let told = false;
  for (;;) {
    signal?.throwIfAborted();
    const handle = await tryOpen(file);
    if (handle) return handle;
    if (await isLeft(file, 6 * beatMs)) {
      await rm(file, { force: true });
      continue;
    }
    if (!told) waiting?.();
    told = true;
    await delay(Math.min(beatMs, 500), undefined, { signal });
  }
}

async function tryOpen(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'wx');
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    throw error;
  }
}

async function isLeft(file: string, staleMs: number): Promise<boolean> {
  try {
    return Date.now() - (await stat(file)).mtimeMs > staleMs;
  } catch {
    return false;
  }
}
