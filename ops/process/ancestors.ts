import { readFileSync } from 'node:fs';

interface Ancestor {
  pid: number;
  /** Ticks since boot: tells a process from a later one of the same number. */
  began: string;
}

const EVERY_MS = 500;
const OURS = /(^|\/|\0)(tsx|npm)\b|^(\/bin\/)?(sh|dash|bash)\0-c\0/;

/**
 * Calls `onGone` when a program that only wraps us (npm, its shell, tsx) has ended without passing the signal on: npm
 * does that when it is killed or ended by SIGTERM, and we would stay behind unseen. Looks by `/proc`; nothing elsewhere.
 */
export function watchWrappers(onGone: () => void): NodeJS.Timeout | undefined {
  const wrappers = wrappersOf(process.ppid);
  if (wrappers.length === 0) return undefined;
  const timer = setInterval(() => {
    if (wrappers.every(({ pid, began }) => beganAt(pid) === began)) return;
    clearInterval(timer);
    onGone();
  }, EVERY_MS);
  timer.unref();
  return timer;
}

function wrappersOf(parent: number): Ancestor[] {
  const wrappers: Ancestor[] = [];
  for (let pid = parent; pid > 1; ) {
    const fields = statOf(pid);
    if (!fields || !OURS.test(commandLine(pid))) break;
    wrappers.push({ pid, began: fields.began });
    pid = fields.parent;
  }
  return wrappers;
}

/** When a process began, in ticks since boot; empty when there is none (or no `/proc` to ask). */
export function beganAt(pid: number): string {
  return statOf(pid)?.began ?? '';
}

/** Fields 4 and 22 of `/proc/<pid>/stat`, counted after the name, which may hold spaces. */
function statOf(pid: number): { parent: number; began: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isZombie = fields[0] === 'Z';
    return isZombie ? undefined : { parent: Number(fields[1]), began: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
