import { readdirSync, readFileSync } from 'node:fs';
import { hasCode } from '../process/error-code.ts';

/** A process and all that it started, by `/proc`; the process alone where there is none. */
export function treeOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(treeOf)];
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/**
 * Stops processes with all of their children (PostgreSQL answers by its children) and returns how to let them go on.
 */
export function freeze(pids: readonly number[]): () => void {
  const stopped = pids.flatMap(treeOf);
  for (const pid of stopped) send(pid, 'SIGSTOP');
  return () => {
    // Children that appeared while their parents were being stopped stand still, too.
    for (const pid of new Set([...stopped, ...pids.flatMap(treeOf)])) send(pid, 'SIGCONT');
  };
}

/** False when there is no such process any more. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
    return false;
  }
}
