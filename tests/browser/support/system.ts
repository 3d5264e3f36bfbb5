import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bringUp, type Running } from '../../../ops/launch/bring-up.ts';
import type { Account } from './browser.ts';

/** The whole product on free ports, with the sandbox for vendors and an administrator whose password is known. */
export interface System {
  url: string;
  admin: Account;
  running: Running;
  stop: () => Promise<void>;
}

/** Long enough for the page to be built on two busy cores. */
const UP_WITHIN_MS = 240_000;

export async function startSystem(): Promise<System> {
  const name = `browser-test-${process.pid}-${randomBytes(4).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'outdial-browser-'));
  const admin = { email: 'robin.keller@example.com', password: randomBytes(12).toString('base64url') };
  const clear = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const running = await bringUp({
      given: variables(name, folder, admin),
      ports: 'free',
      durable: false,
      say: () => {},
      signal: AbortSignal.timeout(UP_WITHIN_MS),
    });
    const stop = () => running.stop().finally(clear);
    return { url: running.urls.page, admin, running, stop };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** The test run's servers are shared: names of their own keep this installation apart from other tests. */
function variables(name: string, folder: string, admin: Account): Record<string, string | undefined> {
  const { PATH, HOME, XDG_CACHE_HOME, MONGODB_URI, TEMPORAL_ADDRESS } = process.env;
  return {
    PATH,
    HOME,
    XDG_CACHE_HOME,
    TEMPORAL_ADDRESS,
    MONGODB_URI: MONGODB_URI && withDatabase(MONGODB_URI, name),
    TASK_QUEUE_PREFIX: `${name}-`,
    TEMPORAL_UI_URL: 'http://127.0.0.1:8233',
    DATA_DIR: folder,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
  };
}

function withDatabase(uri: string, name: string): string {
  const url = new URL(uri);
  url.pathname = `/${name}`;
  return url.href;
}
