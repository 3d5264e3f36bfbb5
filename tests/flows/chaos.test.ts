import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { leftOf, MARK } from '../support/leaks.mjs';

/**
 * A short run of the command that people type; longer ones are in docs/measurements.md. Its seed strikes early what takes
 * longest to settle.
 */
const ROOT = path.resolve(import.meta.dirname, '../..');
const LIMIT_MS = 300_000;
const SHORT = ['--seed', '246', '--kills', '12', '--contacts', '40'];

it(
  'every call is accounted for, whoever is killed or frozen and whatever the vendors do',
  async () => {
    const mark = `${process.pid}-chaos`;
    const child = spawn(process.execPath, ['--import', 'tsx', 'ops/chaos.ts', ...SHORT], {
      cwd: ROOT,
      env: { ...process.env, [MARK]: mark },
    });
    const printed = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      printed.err += text;
    });
    const [code] = await once(child, 'close');
    const lines = printed.out.trimEnd().split('\n');
    const report = JSON.parse(lines.at(-1) || '{}');
    const broken = Object.entries(report.invariants ?? { 'no report': 1 }).filter(([, count]) => count !== 0);
    expect({ broken, said: broken.length ? printed.out + printed.err.slice(-4_000) : '' }).toEqual({
      broken: [],
      said: '',
    });
    expect(code).toBe(0);
    expect(report).toMatchObject({ seed: 246, kills: 12 });
    expect(report.calls).toBeGreaterThan(25);
    expect(Object.keys(report.invariants)).toHaveLength(16);
    expect(leftOf(mark)).toEqual([]);
  },
  LIMIT_MS,
);
