import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** In the environment of everything that a test run starts, so that what is left can be told from all else. */
export const MARK = 'OUTDIAL_TEST_RUN';
const LIMIT_MS = 10_000;

/** Waits until nothing of a test run is left, and fails with what is left after a while. */
export async function expectNothingLeft(mark) {
  const until = Date.now() + LIMIT_MS;
  let left = leftOf(mark);
  while (left.length > 0 && Date.now() < until) {
    await delay(100);
    left = leftOf(mark);
  }
  if (left.length > 0) throw new Error(`The tests left something behind:\n${left.join('\n')}`);
}

/** What jest itself has running: its workers, and the helper by which tsx reads the set-up. */
const JEST_OWN = /jest-worker|node_modules\/jest\/|\/esbuild --service/;

/** Processes that carry the mark, save jest's own, and mounts of our folders. */
export function leftOf(mark) {
  return [...processes(mark), ...mounts()];
}

function processes(mark) {
  return entries('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`${MARK}=${mark}`))
    .map((pid) => `  process ${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 200)}`)
    .filter((line) => !JEST_OWN.test(line));
}

function mounts() {
  return read('/proc/mounts')
    .split('\n')
    .filter((line) => /\/outdial-|\/var\/lib\/outdial /.test(line))
    .map((line) => `  mount ${line}`);
}

function entries(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What cannot be read is gone, or not ours. */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
