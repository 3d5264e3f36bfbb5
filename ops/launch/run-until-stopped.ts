import { watchWrappers } from '../process/ancestors.ts';
import { CannotProvision } from '../provision/context.ts';
import type { Running } from './bring-up.ts';
import { LaunchError } from './launch-error.ts';
import type { Terminal } from './terminal.ts';

export interface Command {
  /** Brings everything up. What it brought up is stopped whatever happens afterwards. */
  start: (signal: AbortSignal) => Promise<Running>;
  /** What is done then. */
  work: (running: Running, signal: AbortSignal) => Promise<Ending>;
}

export interface Ending {
  /** Stop now, with this exit code; left out: stay until told to stop. */
  exitCode?: number;
  /** Done last of all, when everything is stopped. */
  lastWords?: () => void;
}

/** As shells count a process that Ctrl-C ended. */
const INTERRUPTED = 130;
/** npm and tsx pass one Ctrl-C on to us more than once: what follows within this time is the same one. */
const SAME_KEYPRESS_MS = 1_000;

/**
 * The frame of a command: brings everything up, does its work, stays while it wants to, stops everything at Ctrl-C or
 * SIGTERM or when something cannot go on, and ends with an exit code. A second Ctrl-C does not wait for calls.
 */
export async function runUntilStopped(terminal: Terminal, command: Command): Promise<void> {
  const asked = new AbortController();
  let running: Running | undefined;
  listenForStop(asked, () => running?.hurry());
  let ending: Ending = {};
  try {
    running = await command.start(asked.signal);
    ending = await command.work(running, asked.signal);
    if (ending.exitCode === undefined) await untilStopped(asked.signal, running);
  } catch (error) {
    ending = { exitCode: asked.signal.aborted ? INTERRUPTED : 1 };
    terminal.setStatus('');
    if (!asked.signal.aborted) terminal.line(terminal.paint('red', wordsOf(error)));
  }
  if (running) {
    terminal.line('Stopping …');
    await running.stop();
  }
  terminal.line('Stopped.');
  ending.lastWords?.();
  // Nothing of ours is left; a library's idle timer must not keep the terminal.
  process.exit(ending.exitCode ?? 0);
}

function listenForStop(asked: AbortController, hurry: () => void): void {
  let first = 0;
  const onStop = () => {
    if (first === 0) {
      first = Date.now();
      asked.abort(new Error('stopped by the user'));
    } else if (Date.now() - first > SAME_KEYPRESS_MS) {
      hurry();
    }
  };
  process.on('SIGINT', onStop).on('SIGTERM', onStop).on('SIGHUP', onStop);
  watchWrappers(onStop);
}

/** Returns when the user wants to stop, and fails when it cannot go on. */
async function untilStopped(signal: AbortSignal, running: Running): Promise<void> {
  // Keeps Node from ending while nothing but signals is waited for.
  const stay = setInterval(() => {}, 60_000);
  const stopped = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const failure = await Promise.race([stopped, running.failed]);
  clearInterval(stay);
  if (failure) throw failure;
}

/** Aborted when a launch cannot go on. */
export function abortedBy(failed: Promise<Error>): AbortSignal {
  const controller = new AbortController();
  void failed.then((error) => controller.abort(error));
  return controller.signal;
}

/** What a person can do something about is told plainly; anything else is a fault of ours, with its trace. */
function wordsOf(error: unknown): string {
  if (error instanceof LaunchError || error instanceof CannotProvision) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
