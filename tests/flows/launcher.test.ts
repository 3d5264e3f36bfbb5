import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Report } from '../../ops/demo/report.ts';
import { freePorts } from '../../ops/process/ports.ts';
import { until } from '../ops/support.ts';
import { leftOf, MARK } from '../support/leaks.mjs';

/** The commands as a person types them, with servers of their own: nothing of the test run's is used. */
const ROOT = path.resolve(import.meta.dirname, '../..');
const LIMIT_MS = 240_000;
const folder = mkdtempSync(path.join(tmpdir(), 'outdial-launcher-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let launches = 0;

async function launch(...command: string[]) {
  const [API_PORT, BRIDGE_PORT, SANDBOX_PORT, WEB_PORT] = await freePorts(4);
  launches += 1;
  const mark = `${process.pid}-launch-${launches}`;
  const { MONGODB_URI, TEMPORAL_ADDRESS, ...inherited } = process.env;
  const own = {
    API_PORT,
    BRIDGE_PORT,
    SANDBOX_PORT,
    WEB_PORT,
    DATA_DIR: path.join(folder, 'data'),
    [MARK]: mark,
  };
  const env = {
    ...inherited,
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, String(value)])),
  };
  const child = spawn(process.execPath, ['--import', 'tsx', ...command], { cwd: ROOT, env });
  const printed = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    printed.err += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, printed, ended, mark };
}

describe('npm run demo -- --exit', () => {
  it(
    'dials everybody once although the worker is killed in the middle, and ends with its report',
    async () => {
      const { printed, ended, mark } = await launch(
        'ops/demo.ts',
        '--exit',
        '--contacts',
        '12',
        '--kill-worker',
      );
      const code = await ended;
      const last = printed.out.trimEnd().split('\n').at(-1) ?? '';
      const report = JSON.parse(last) as Report;
      expect({ code, said: code === 0 ? '' : printed.err }).toEqual({ code: 0, said: '' });
      expect(report).toMatchObject({ contacts: 12, doubleDials: 0, unfinished: 0 });
      expect(report.answered).toBeGreaterThan(0);
      expect([report.transcripts, report.recordings]).toEqual([report.answered, report.answered]);
      expect(Object.keys(report.outcomes).length).toBeGreaterThanOrEqual(4);
      expect(printed.err).toMatch(/worker +was ended by SIGKILL; starting it again/);
      expect(leftOf(mark)).toEqual([]);
    },
    LIMIT_MS,
  );

  it('says which arguments it takes', async () => {
    const { printed, ended } = await launch('ops/demo.ts', '--contacts', 'many');
    expect(await ended).toBe(1);
    expect(printed.err).toMatch(/whole number from 1 to \d+, not many/);
  });
});

describe('npm start', () => {
  it(
    'shows where the page is, refuses to run twice, and stops everything when it is asked to',
    async () => {
      const { child, printed, ended, mark } = await launch('ops/up.ts');
      const address = () => /Page +(http\S+)\n/.exec(printed.out)?.[1];
      await until('it is up', () => address() !== undefined || child.exitCode !== null, 60_000);
      const page = address() ?? `nowhere: ${printed.out}${printed.err}`;
      expect((await fetch(page)).status).toBe(200);
      expect((await fetch(`${page}/api/auth/me`)).status).toBe(401);

      const second = await launch('ops/up.ts');
      expect(await second.ended).toBe(1);
      expect(second.printed.out).toMatch(/is running from .* already/);

      child.kill('SIGINT');
      expect(await ended).toBe(0);
      expect(leftOf(mark)).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'takes everything with it when it is killed outright, and starts again at once',
    async () => {
      const { child, printed, ended, mark } = await launch('ops/up.ts');
      await until('it is up', () => printed.out.includes('Outdial is up') || child.exitCode !== null, 60_000);
      child.kill('SIGKILL');
      await ended;
      const again = await launch('ops/up.ts');
      await until('it is up again', () => again.printed.out.includes('Outdial is up'), 60_000);
      await until('the first has gone', () => leftOf(mark).length === 0);
      again.child.kill('SIGTERM');
      await again.ended;
      expect(leftOf(again.mark)).toEqual([]);
    },
    LIMIT_MS,
  );
});
