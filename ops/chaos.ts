import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './chaos/options.ts';
import { listenForPoints } from './chaos/point-server.ts';
import { Points } from './chaos/points.ts';
import { isClean, runChaos } from './chaos/run-chaos.ts';
import { lastLine, verdictLines } from './chaos/verdict.ts';
import { bringUp, ROOT, type Running } from './launch/bring-up.ts';
import { givenVariables } from './launch/dot-env.ts';
import { abortedBy, runUntilStopped } from './launch/run-until-stopped.ts';
import { Terminal } from './launch/terminal.ts';
import { withoutVendors } from './launch/vendors.ts';

/**
 * `npm run chaos`: dials fictional contacts in the sandbox while every process is killed and frozen and the vendors
 * misbehave, and says whether every call is accounted for (docs/chaos.md). It brings up an installation of its own, and
 * ends nothing but that. The last line on stdout is one JSON object.
 */
const terminal = new Terminal(process.stderr);
const points = new Points();

await runUntilStopped(terminal, {
  async start(signal) {
    const options = readOptions(process.argv.slice(2));
    const folder = mkdtempSync(join(tmpdir(), 'outdial-chaos-'));
    const server = await listenForPoints((news) => points.reached(news));
    const close = async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    };
    try {
      const running = await bringUp({
        given: { ...ownOnly(), DATA_DIR: folder, CHAOS_DIRECTOR: server.url, ...settings(options) },
        say: terminal.say,
        signal,
        ports: 'free',
        services: ['worker', 'worker2', 'api', 'bridge', 'sandbox'],
        scripts: { worker: 'ops/chaos/worker.ts', worker2: 'ops/chaos/worker.ts' },
        keepServers: true,
        verbose: options.verbose,
      });
      return { ...running, stop: () => running.stop().finally(close) };
    } catch (error) {
      await close();
      throw error;
    }
  },
  async work(running, signal) {
    const options = readOptions(process.argv.slice(2));
    let passed = false;
    try {
      const until = AbortSignal.any([signal, abortedBy(running.failed)]);
      const summary = await runChaos(running, { ...options, points, say: terminal.say, signal: until });
      passed = isClean(summary.findings);
      for (const line of verdictLines(summary)) process.stdout.write(`${line}\n`);
      const lastWords = () => process.stdout.write(`${lastLine(summary)}\n`);
      return { exitCode: passed ? 0 : 1, lastWords };
    } finally {
      if (options.keep || !passed) keepLogs(running, options.seed);
    }
  },
});

/** What was set for another installation is not touched: what is killed here is always our own. */
function ownOnly() {
  const { TEMPORAL_ADDRESS, MONGODB_URI, TASK_QUEUE_PREFIX, ...given } = withoutVendors(
    givenVariables(ROOT, process.env).variables,
  );
  return given;
}

function settings({ cps, lines, seed }: ReturnType<typeof readOptions>) {
  return {
    TWILIO_CPS: String(cps),
    SANDBOX_CPS: String(cps),
    TWILIO_MAX_CALLS: String(lines),
    SANDBOX_SEED: String(seed),
  };
}

function keepLogs({ env }: Running, seed: number): void {
  const kept = mkdtempSync(join(tmpdir(), `outdial-chaos-logs-${seed}-`));
  cpSync(join(env.DATA_DIR, 'logs'), kept, { recursive: true });
  terminal.line(`The logs and the list of deeds (deeds.jsonl) are in ${kept}.`);
}
