import { createInterface } from 'node:readline';
import { drained, killGroup, startChild } from './child.ts';

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  signal?: AbortSignal;
  /** Called with each line printed, for progress. */
  onLine?: (line: string) => void;
}

export class CommandFailed extends Error {
  override name = 'CommandFailed';
  readonly lastLines: string[];
  constructor(command: string, lastLines: string[], how: string) {
    const quoted = lastLines.map((line) => `\n  ${line}`).join('');
    super(`${command} ${how}${quoted && `:${quoted}`}`);
    this.lastLines = lastLines;
  }
}

const KEPT_LINES = 15;

/**
 * Runs a program to its end and returns what it printed. Fails with its last lines when it ends other than well;
 * aborting kills it together with its own children.
 */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  options.signal?.throwIfAborted();
  const child = startChild({
    name: command,
    command,
    args,
    env: options.env,
    cwd: options.cwd,
    deathSignal: 'KILL',
  });
  const printed: string[] = [];
  for (const pipe of [child.process.stdout, child.process.stderr]) {
    if (!pipe) continue;
    createInterface({ input: pipe }).on('line', (line) => {
      printed.push(line);
      options.onLine?.(line);
    });
  }
  const onAbort = () => killGroup(child.pid);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const end = drained(child);
    const { code, signal } = await child.exited;
    options.signal?.throwIfAborted();
    await end;
    if (code !== 0) {
      throw new CommandFailed(
        command,
        printed.slice(-KEPT_LINES),
        signal ? `was ended by ${signal}` : `failed (${code})`,
      );
    }
    return printed.join('\n');
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
}
