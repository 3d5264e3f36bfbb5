import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FIRST_ADMINISTRATOR_FILE } from '../../api/auth/first-administrator.ts';
import { Users } from '../../platform/models/user.ts';
import { until } from './support/until.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let world: ApiWorld;
const started: ChildProcess[] = [];

beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(async () => {
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL');
  await world.close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** Starts the API as the launcher does; `log` is what it has said so far. */
async function start(settings: Record<string, string>) {
  const port = await freePort();
  const given = Object.entries(world.env).map(([name, value]) => [name, String(value)]);
  const env = {
    ...process.env,
    ...Object.fromEntries(given),
    LOG_LEVEL: 'info',
    API_PORT: `${port}`,
    ...settings,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', 'api/main.ts'], { cwd: ROOT, env });
  started.push(child);
  const said: string[] = [];
  child.stdout.on('data', (chunk) => said.push(String(chunk)));
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    return answer && ((await answer.json()) as { data: { ready: boolean; down: string[] } }).data;
  };
  return { child, ready, log: () => said.join(''), url: `http://127.0.0.1:${port}` };
}

describe('the API as a process', () => {
  it('makes the first administrator, says where but not what, and stops on SIGTERM', async () => {
    await Users.deleteMany({});
    const api = await start({});
    const file = join(world.env.DATA_DIR, FIRST_ADMINISTRATOR_FILE);
    const text = await until('the administrator is made', () =>
      readFile(file, 'utf8').catch(() => undefined),
    );
    const [email, password] = text.split('\n');
    await until('it is ready', async () => ((await api.ready())?.ready ? true : undefined));
    const answer = await fetch(`${api.url}/api/auth/sign-in`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    expect(answer.status).toBe(200);
    await fetch(`${api.url}/api/calls/+61491570156?phone=+61491570156`);
    await fetch(`${api.url}/+61491570156`);
    await until('the file is named', () => (api.log().includes(FIRST_ADMINISTRATOR_FILE) ? true : undefined));
    api.child.kill('SIGTERM');
    expect(await once(api.child, 'exit')).toEqual([0, null]);
    for (const secret of [password, email, '491570156']) expect(api.log()).not.toContain(secret);
    expect(api.log()).toContain('"msg":"request"');
    for (const line of api.log().trim().split('\n')) expect(JSON.parse(line).service).toBe('api');
  });

  it('starts without what it needs, and says what is down', async () => {
    const nowhere = { MONGODB_URI: 'mongodb://127.0.0.1:9/x', TEMPORAL_ADDRESS: '127.0.0.1:9' };
    const api = await start(nowhere);
    const readiness = await until('it answers', api.ready);
    expect(readiness).toEqual({ ready: false, down: ['temporal', 'mongodb'] });
    api.child.kill('SIGTERM');
    expect(await once(api.child, 'exit')).toEqual([0, null]);
  });

  it('says at once when its port is taken', async () => {
    const api = await start({ API_PORT: String(world.api.port) });
    expect(await once(api.child, 'exit')).toEqual([1, null]);
    expect(api.log()).toContain('EADDRINUSE');
  });
});
