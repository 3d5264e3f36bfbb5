import { CannotProvision } from '../ops/provision/context.ts';
import { benchBridge } from './bridge/bench.ts';
import { USE, UseError } from './bridge/options.ts';
import { benchCampaign } from './campaign/bench.ts';
import { CAMPAIGN_USE } from './campaign/options.ts';
import { benchSplice, SPLICE_USE } from './splice/bench.ts';

/** `npm run bench -- <what>`: measurements that can be taken again. */
const quit = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => quit.abort());
const say = (about: string, text: string) => process.stderr.write(`${about}: ${text}\n`);

try {
  const [what, ...args] = process.argv.slice(2);
  for (const line of await run(what, args)) process.stdout.write(`${line}\n`);
  process.exit(0);
} catch (error) {
  const isPlain = error instanceof UseError || error instanceof CannotProvision;
  const words = error instanceof Error ? (isPlain ? error.message : error.stack) : String(error);
  if (!quit.signal.aborted) process.stderr.write(`${words}\n`);
  process.exit(quit.signal.aborted ? 130 : 1);
}

async function run(what: string | undefined, args: string[]): Promise<string[]> {
  if (what === 'bridge') return benchBridge({ args, say, signal: quit.signal });
  if (what === 'campaign') return benchCampaign({ args, say, signal: quit.signal });
  if (what === 'splice') return benchSplice(args);
  throw new UseError(
    `The benches are "bridge", "splice" and "campaign"; there is none called "${what ?? ''}".\n${USE}\n${SPLICE_USE}\n${CAMPAIGN_USE}`,
  );
}
