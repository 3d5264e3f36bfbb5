import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundleService } from '../../ops/launch/bundle-service.ts';

/** A service of two files in a folder of its own. */
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'outdial-bundle-'));
  mkdirSync(join(root, 'greeter'));
  writeFileSync(
    join(root, 'greeter/main.ts'),
    "import { words } from './words.ts';\nimport 'a-package';\nwords();\n",
  );
  say('good morning');
});
afterAll(() => rmSync(root, { recursive: true }));

function say(words: string): void {
  writeFileSync(join(root, 'greeter/words.ts'), `export const words = (): string => '${words}';\n`);
}

describe('a service in one file', () => {
  it('holds its own code, and leaves packages where they are', async () => {
    const file = await bundleService(root, 'greeter/main.ts');
    const code = readFileSync(file, 'utf8');
    expect(code).toContain('good morning');
    expect(code).toContain('import "a-package"');
    expect(code).not.toContain('./words.ts"');
    expect(file).toMatch(/node_modules\/.*greeter-main-[0-9a-f]{12}\.mjs$/);
  });

  it('is written once for the same code, and beside it for other code: somebody may run from it', async () => {
    const file = await bundleService(root, 'greeter/main.ts');
    const { mtimeMs } = statSync(file);
    expect(await bundleService(root, 'greeter/main.ts')).toBe(file);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
    say('good evening');
    const other = await bundleService(root, 'greeter/main.ts');
    expect(other).not.toBe(file);
    expect(readFileSync(file, 'utf8')).toContain('good morning');
  });

  it('says what is wrong with code that cannot be read', async () => {
    writeFileSync(join(root, 'greeter/words.ts'), 'export const words = (;\n');
    await expect(bundleService(root, 'greeter/main.ts')).rejects.toThrow('greeter/words.ts:1');
  });
});
