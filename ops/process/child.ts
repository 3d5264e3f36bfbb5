import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from './error-code.ts';
import { which } from './which.ts';

export interface ChildOptions {
  /** What people call it, for messages. */
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Everything it prints is added here. Left out: the caller reads `stdout` and `stderr` by pipes. */
  logFile?: string;
  /** What the kernel sends it when we die ourselves, however that happens. */
  deathSignal?: 'TERM' | 'INT' | 'KILL';
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child {
  name: string;
  pid: number;
  process: ChildProcess;
  exited: Promise<Exit>;
  hasExited(): boolean;
}

/**
 * Starts a program in a session of its own, so that Ctrl-C on the terminal reaches us alone and we stop things in
 * order; the kernel ends it if we are killed outright (`setpriv --pdeathsig`, where there is one).
 */
export function startChild(options: ChildOptions): Child {
  const { command, args } = withDeathSignal(options);
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, 'a', 0o600);
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: log === undefined ? ['ignore', 'pipe', 'pipe'] : ['ignore', log, log],
  });
  if (log !== undefined) closeSync(log);
  const exited = new Promise<Exit>((resolve) => {
    child.once('error', () => resolve({ code: 127, signal: null }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const hasExited = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  return { name: options.name, pid: child.pid ?? -1, process: child, exited, hasExited };
}

function withDeathSignal({ command, args, deathSignal = 'TERM' }: ChildOptions) {
  const setpriv = process.platform === 'linux' ? which('setpriv') : undefined;
  if (setpriv === undefined) return { command, args };
  return { command: setpriv, args: ['--pdeathsig', deathSignal, '--', command, ...args] };
}

/** Asks a child to end, waits for it, and kills its whole group when it has not ended within `graceMs`. */
export async function stopChild(
  child: Child,
  signal: NodeJS.Signals = 'SIGTERM',
  graceMs = 10_000,
): Promise<void> {
  if (child.hasExited()) return;
  child.process.kill(signal);
  if (await within(child.exited, graceMs)) return;
  killGroup(child.pid);
  await child.exited;
}

/** Ends a child and all in its process group at once. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** Whether a promise settles within `ms`; the timer goes with it. */
export async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(ms, 'late', { signal: timer.signal }).catch(() => 'late');
  const first = await Promise.race([promise.then(() => 'settled'), late]);
  timer.abort();
  return first === 'settled';
}

/**
 * Waits until `isReady` says yes, asking every `everyMs`; ends with an error that quotes the end of the log when
 * the child dies first or `limitMs` pass.
 */
export async function untilReady(
  child: Child,
  isReady: () => Promise<boolean>,
  { limitMs, everyMs = 50, logFile }: { limitMs: number; everyMs?: number; logFile: string },
): Promise<void> {
  const until = Date.now() + limitMs;
  while (!(await isReady())) {
    if (child.hasExited()) throw new Error(`${child.name} ended at once:\n${tail(logFile)}`);
    if (Date.now() > until) {
      throw new Error(`${child.name} was not ready within ${limitMs / 1000} s:\n${tail(logFile)}`);
    }
    await delay(everyMs);
  }
}

/** The last lines of a log, indented, for a message. */
export function tail(logFile: string, lines = 12): string {
  try {
    const all = readFileSync(logFile, 'utf8').trimEnd().split('\n');
    return all
      .slice(-lines)
      .map((line) => `  ${line.slice(0, 400)}`)
      .join('\n');
  } catch {
    return '  (nothing was logged)';
  }
}

/** Resolves when the stream of a pipe has been read to its end. */
export async function drained(child: Child): Promise<void> {
  const pipes = [child.process.stdout, child.process.stderr].filter((pipe) => pipe && !pipe.readableEnded);
  await Promise.all(pipes.map((pipe) => pipe && once(pipe, 'end').catch(() => undefined)));
}

/** Whether a process of this number exists now. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
