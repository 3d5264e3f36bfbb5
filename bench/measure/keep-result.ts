import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Writes a result down beside those of other days, and answers what stands in the file. */
export function keepResult(bench: string, options: object, result: object): object {
  const date = new Date().toISOString();
  const folder = join(ROOT, 'bench/results');
  const file = join(folder, `${date.slice(0, 16).replace(/[T:]/g, '-')}-${bench}.json`);
  const written = { bench, date, file: relative(ROOT, file), machine: machine(), options, ...result };
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(written, null, 1)}\n`);
  return written;
}

function machine(): object {
  const [first] = cpus();
  return {
    cores: cpus().length,
    model: first?.model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    commit: commit(),
  };
}

/** Undefined outside a repository. */
function commit(): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
