import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startChild, stopChild, untilReady } from '../../ops/process/child.ts';
import { run } from '../../ops/process/run.ts';
import { leftOf, MARK } from '../support/leaks.mjs';
import { isRunning, Place, until } from './support.ts';

const place = new Place();
beforeEach(() => place.reset());
afterAll(() => place.remove());

const node = (script: string) => ({ name: 'child', command: process.execPath, args: ['-e', script] });
const STAYS = 'setInterval(() => {}, 1000)';

describe('a child', () => {
  it('is asked to end, and waited for', async () => {
    const child = startChild(
      node(`process.on('SIGTERM', () => process.exit(7)); console.log('up'); ${STAYS}`),
    );
    if (child.process.stdout) await once(child.process.stdout, 'data');
    await stopChild(child);
    expect(await child.exited).toEqual({ code: 7, signal: null });
  });

  it('that will not end is killed with its own children', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      process.on('SIGTERM', () => {});
      const own = spawn(process.execPath, ['-e', '${STAYS}']);
      console.log(own.pid); ${STAYS}`;
    const child = startChild(node(script));
    if (!child.process.stdout) throw new Error('no pipe');
    const [line] = await once(createInterface({ input: child.process.stdout }), 'line');
    await stopChild(child, 'SIGTERM', 100);
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await until('the grandchild ends', () => !isRunning(Number(line)));
  });

  it('ends when we are killed outright', async () => {
    const module = path.resolve(import.meta.dirname, '../../ops/process/child.ts');
    const script = `
      const { startChild } = await import(${JSON.stringify(module)});
      console.log(startChild({ name: 'x', command: process.execPath, args: ['-e', '${STAYS}'] }).pid); ${STAYS}`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const pid = Number(line);
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until('the child ends', () => !isRunning(pid));
  });

  it('that ends before it is ready is an error that quotes its log', async () => {
    const logFile = path.join(place.folder, 'log');
    const child = startChild({ ...node(`console.error('no room'); process.exit(1)`), logFile });
    const waiting = untilReady(child, async () => false, { limitMs: 10_000, logFile });
    await expect(waiting).rejects.toThrow(/child ended at once:\s+no room/);
    expect(readFileSync(logFile, 'utf8')).toBe('no room\n');
  });
});

it('that a test leaves running is found', async () => {
  const env = { ...process.env, [MARK]: 'a test of leaks' };
  const child = startChild({ ...node(STAYS), env });
  await until('it is found', () =>
    leftOf('a test of leaks').some((line) => line.includes(`process ${child.pid}:`)),
  );
  await stopChild(child);
  expect(leftOf('a test of leaks')).toEqual([]);
});

describe('a command', () => {
  it('gives back what it printed', async () => {
    expect(await run('sh', ['-c', 'echo one; echo two'])).toBe('one\ntwo');
  });

  it('that fails is an error with its last lines', async () => {
    await expect(run('sh', ['-c', 'echo because >&2; exit 3'])).rejects.toThrow('sh failed (3):\n  because');
  });

  it('that is not there is an error', async () => {
    await expect(run('no-such-program', [])).rejects.toThrow(/no-such-program failed \(127\)/);
  });

  it('is killed when it is given up', async () => {
    const quit = new AbortController();
    const running = run('sleep', ['60'], { signal: quit.signal });
    quit.abort(new Error('given up'));
    await expect(running).rejects.toThrow('given up');
  });
});
