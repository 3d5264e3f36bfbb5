import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { startTestStack } from '../../ops/infra/test-stack.ts';
import { keepResult } from '../measure/keep-result.ts';
import { type Contestant, type Surroundings, startCommand, startOurs, startUsual } from './contestant.ts';
import { GeneratorProcess } from './generator-process.ts';
import { type BridgeOptions, readOptions } from './options.ts';
import { reportLines } from './report.ts';
import { runBench } from './run-bench.ts';

export interface BenchContext {
  args: string[];
  say: (about: string, text: string) => void;
  signal: AbortSignal;
}

/**
 * `npm run bench -- bridge`: our media bridge and others under the same load, in the same run (docs/measurements.md says
 * how to read it). Answers the lines to print, of which the last is one JSON object; the same is written to a file.
 */
export async function benchBridge({ args, say, signal }: BenchContext): Promise<string[]> {
  const options = readOptions(args);
  const stops: (() => Promise<unknown>)[] = [];
  const logDir = mkdtempSync(join(tmpdir(), 'outdial-bench-'));
  stops.push(async () => rmSync(logDir, { recursive: true, force: true }));
  try {
    const stack = await startTestStack({ env: process.env, say, signal }, ['temporal', 'mongo']);
    stops.push(stack.stop);
    const generator = await GeneratorProcess.start();
    stops.push(() => generator.stop());
    const mongoUri = ownDatabase(stack.variables.MONGODB_URI ?? '');
    stops.push(() => dropDatabase(mongoUri));
    const temporalAddress = stack.variables.TEMPORAL_ADDRESS ?? '';
    const around = { elevenLabsPort: generator.port, temporalAddress, mongoUri, logDir };
    const contestants = await startAll(options, around, stops);
    const result = await runBench({ contestants, generator, say, signal }, options);
    return [...reportLines(result), JSON.stringify(keepResult('bridge', options, result))];
  } catch (error) {
    keepLogs(logDir, say);
    throw error;
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

async function startAll(
  { rival, steps }: BridgeOptions,
  around: Surroundings,
  stops: (() => Promise<unknown>)[],
): Promise<Contestant[]> {
  const starts = [
    () => startOurs(around),
    // A soak is for ours alone.
    ...(steps ? [() => startUsual(around)] : []),
    ...(steps && rival !== undefined ? [() => startCommand(rival, around)] : []),
  ];
  const contestants: Contestant[] = [];
  for (const start of starts) {
    const contestant = await start();
    contestants.push(contestant);
    stops.push(() => contestant.stop());
  }
  return contestants;
}

function ownDatabase(uri: string): string {
  const url = new URL(uri);
  url.pathname = `/bench_${process.pid}`;
  return url.href;
}

async function dropDatabase(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri, { serverSelectionTimeoutMS: 5_000 }).asPromise();
  await connection.dropDatabase();
  await connection.close();
}

function keepLogs(logDir: string, say: BenchContext['say']): void {
  const kept = mkdtempSync(join(tmpdir(), 'outdial-bench-logs-'));
  cpSync(logDir, kept, { recursive: true });
  say('Bench', `the logs of the bridges are in ${kept}`);
}
