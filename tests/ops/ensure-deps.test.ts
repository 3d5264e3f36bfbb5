import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';

const SCRIPT = path.resolve(import.meta.dirname, '../../ops/ensure-deps.mjs');
interface EnsureDeps {
  nodeFault(version: string): string | undefined;
  isFresh(root: string): boolean;
  install(root: string, npm: string[]): void;
}
const { nodeFault, isFresh, install } = (await import(SCRIPT)) as EnsureDeps;

const folder = mkdtempSync(path.join(tmpdir(), 'ensure-deps-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LOCK = {
  '': { version: '1.0.0' },
  'node_modules/zod': { version: '4.0.0' },
  'node_modules/@esbuild/other-machine': { version: '1.0.0', optional: true },
};

function write(file: string, packages: Record<string, object>): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), JSON.stringify({ packages }));
}

beforeEach(() => {
  rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true });
  write('package-lock.json', LOCK);
});

describe('Node', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('%s will do', (version) => {
    expect(nodeFault(version)).toBeUndefined();
  });

  it.each(['20.18.3', '18.20.0'])('%s is too old, and the message says what is needed', (version) => {
    expect(nodeFault(version)).toMatch(/20\.19 or newer/);
  });
});

describe('dependencies', () => {
  it('are missing after a clone', () => {
    expect(isFresh(folder)).toBe(false);
  });

  it('are there when what npm installed is what the lock file says', () => {
    write('node_modules/.package-lock.json', { 'node_modules/zod': { version: '4.0.0' } });
    expect(isFresh(folder)).toBe(true);
  });

  it('are stale when the lock file wants another version, or one more', () => {
    write('node_modules/.package-lock.json', { 'node_modules/zod': { version: '3.9.0' } });
    expect(isFresh(folder)).toBe(false);
    write('node_modules/.package-lock.json', {});
    expect(isFresh(folder)).toBe(false);
  });

  it('are installed by npm, without a change to what is committed', () => {
    const npm = path.join(folder, 'npm.mjs');
    writeFileSync(
      npm,
      `import { writeFileSync } from 'node:fs'; writeFileSync('asked', process.argv.slice(2).join(' '));`,
    );
    install(folder, [process.execPath, npm]);
    expect(execFileSync('cat', [path.join(folder, 'asked')], { encoding: 'utf8' })).toMatch(
      /^install --no-save /,
    );
  });

  it('fail with what to do when npm does', () => {
    expect(() => install(folder, ['false'])).toThrow(/npm install failed/);
  });
});

it('takes no time to speak of when all is there', () => {
  const began = performance.now();
  execFileSync(process.execPath, [SCRIPT]);
  expect(performance.now() - began).toBeLessThan(1_000);
});
