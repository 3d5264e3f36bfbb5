import { CannotProvision } from '../ops/provision/context.ts';
import { benchBridge } from './bridge/bench.ts';
import { USE, UseError } from './bridge/options.ts';

/** `npm run bench -- <what>`: measurements that can be taken again. */
const quit = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => quit.abort());
const say = (about: string, text: string) => process.stderr.write(`${about}: ${text}\n`);

try {
  const [what, ...args] = process.argv.slice(2);
  if (what !== 'bridge')
    throw new UseError(`There is one bench, "bridge", and none called "${what ?? ''}".\n${USE}`);
  for (const line of await benchBridge({ args, say, signal: quit.signal })) process.stdout.write(`${line}\n`);
  process.exit(0);
} catch (error) {
  const isPlain = error instanceof UseError || error instanceof CannotProvision;
  const words = error instanceof Error ? (isPlain ? error.message : error.stack) : String(error);
  if (!quit.signal.aborted) process.stderr.write(`${words}\n`);
  process.exit(quit.signal.aborted ? 130 : 1);
}
