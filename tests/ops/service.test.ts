import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import { Service } from '../../ops/launch/service.ts';
import { isRunning, Place, until } from './support.ts';

const place = new Place();
beforeEach(() => place.reset());
afterAll(() => place.remove());

const shown: string[] = [];
beforeEach(() => {
  shown.length = 0;
});

function start(script: string, onGaveUp: (reason: string) => void = () => {}): Service {
  return new Service({
    name: 'thing',
    command: process.execPath,
    args: ['-e', script],
    env: process.env,
    cwd: place.folder,
    logFile: path.join(place.folder, 'thing.log'),
    graceMs: 2_000,
    verbose: false,
    show: (text) => shown.push(text),
    onGaveUp,
  });
}

const STAYS = `setInterval(() => {}, 1000)`;

it('is started again when it was killed, and says so', async () => {
  const service = start(STAYS);
  const first = service.pid;
  service.kill();
  await until('it runs again', () => service.restarts === 1 && service.pid !== undefined);
  expect(service.pid).not.toBe(first);
  expect(shown).toEqual(['was ended by SIGKILL; starting it again in 0.1 s']);
  await service.stop();
});

it('is not given up for having been killed on purpose, however often', async () => {
  const reasons: string[] = [];
  const service = start(STAYS, (reason) => reasons.push(reason));
  for (let kills = 1; kills <= 7; kills += 1) {
    const since = service.startedAt;
    service.kill();
    await until('it runs again', () => service.restarts === kills && service.pid !== undefined);
    expect(service.startedAt).toBeGreaterThan(since);
  }
  expect(reasons).toEqual([]);
  await service.stop();
});

it('is stopped for good, also while it waits to be started again', async () => {
  const service = start('process.exit(1)');
  await until('it has crashed', () => shown.length === 1);
  await service.stop();
  expect(service.pid).toBeUndefined();
  expect(service.restarts).toBe(0);
});

it('leaves no process behind', async () => {
  const service = start(STAYS);
  const { pid = 0 } = service;
  expect(isRunning(pid)).toBe(true);
  await service.stop();
  expect(isRunning(pid)).toBe(false);
});

it('shows warnings, and keeps everything in its log', async () => {
  const line = (level: number, msg: string) =>
    `console.log(JSON.stringify({ level: ${level}, msg: '${msg}' }));`;
  const service = start(`${line(30, 'fine')} ${line(40, 'careful')} ${STAYS}`);
  await until('the warning is shown', () => shown.length > 0);
  await service.stop();
  expect(shown).toEqual(['WARN: careful']);
  expect(readFileSync(path.join(place.folder, 'thing.log'), 'utf8')).toMatch(/fine[\s\S]*careful/);
});

it('is given up when it crashes again and again, with its last words', async () => {
  const reasons: string[] = [];
  const service = start(`console.error('no database'); process.exit(1)`, (reason) => reasons.push(reason));
  await until('it is given up', () => reasons.length > 0, 40_000);
  expect(reasons[0]).toMatch(
    /thing ended with 1 again and again\. Its log is .*thing\.log\.[\s\S]*no database/,
  );
  await service.stop();
});
