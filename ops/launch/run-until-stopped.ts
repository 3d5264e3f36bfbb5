import { CannotProvision } from '../provision/context.ts';
import type { Running } from './bring-up.ts';
import { LaunchError } from './launch-error.ts';
import type { Terminal } from './terminal.ts';

export interface Outcome {
  running: Running;
  /** Stop now, with this exit code; left out: stay until told to stop. */
  exitCode?: number;
  /** Done last of all, when everything is stopped. */
  lastWords?: () => void;
}

/** npm and tsx pass one Ctrl-C on to us more than once: what follows within this time is the same one. */
const SAME_KEYPRESS_MS = 1_000;

/**
 * The frame of a command: runs `body`, stays while it wants to, stops everything at Ctrl-C or SIGTERM or when something
 * cannot go on, and ends with an exit code. A second Ctrl-C does not wait for calls that are up.
 */
export async function runUntilStopped(
  terminal: Terminal,
  body: (signal: AbortSignal) => Promise<Outcome>,
): Promise<void> {
  const asked = new AbortController();
  let hurry = () => {};
  listenForStop(asked, () => hurry());
  try {
    const { running, exitCode, lastWords } = await body(asked.signal);
    hurry = running.hurry;
    const failure = exitCode === undefined ? await stoppedOrFailed(asked.signal, running) : undefined;
    terminal.setStatus('');
    if (failure) terminal.line(terminal.paint('red', failure.message));
    terminal.line('Stopping …');
    await running.stop();
    terminal.line('Stopped.');
    lastWords?.();
    process.exitCode = failure ? 1 : exitCode;
  } catch (error) {
    terminal.setStatus('');
    if (asked.signal.aborted) terminal.line('Stopped.');
    else terminal.line(terminal.paint('red', wordsOf(error)));
    process.exitCode = asked.signal.aborted ? 130 : 1;
  }
  // Nothing of ours is left; a library's idle timer must not keep the terminal.
  process.exit();
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
  // tsx runs us as its child: when it is killed outright this is all that we hear of it.
  if (process.connected) process.on('disconnect', onStop);
}

async function stoppedOrFailed(signal: AbortSignal, running: Running): Promise<LaunchError | undefined> {
  // Keeps Node from ending while nothing but signals is waited for.
  const stay = setInterval(() => {}, 60_000);
  const stopped = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const failure = await Promise.race([stopped, running.failed]);
  clearInterval(stay);
  return failure;
}

/** What a person can do something about is told plainly; anything else is a fault of ours, with its trace. */
function wordsOf(error: unknown): string {
  if (error instanceof LaunchError || error instanceof CannotProvision) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
