import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, killGroup, tail } from '../../ops/process/child.ts';
import { freePort, isPortOpen } from '../../ops/process/ports.ts';
import { type Usage, usageOfGroup } from '../measure/processes.ts';
import type { InsideOrder, InsideProfile, InsideView } from './inside.ts';
import { KEYS } from './keys.ts';

/** A bridge under test, in a process of its own. */
export interface Contestant {
  name: string;
  port: number;
  usage(): Usage;
  /** Undefined for a command, into which we cannot look. */
  look(): Promise<InsideView | undefined>;
  /** The same after a full collection of garbage. */
  collect(): Promise<InsideView | undefined>;
  beginProfile(): Promise<void>;
  endProfile(): Promise<InsideProfile | undefined>;
  /** Ends it; answers whether it did so by itself within the time it has. */
  stop(): Promise<boolean>;
}

export interface Surroundings {
  elevenLabsPort: number;
  /** For what our own bridge needs besides. */
  temporalAddress: string;
  mongoUri: string;
  logDir: string;
}

const ROOT = join(import.meta.dirname, '../..');
const READY_MS = 30_000;
const STOP_MS = 45_000;
const ANSWER_MS = 60_000;

/** Our bridge: the real process with its real environment. */
export function startOurs(around: Surroundings): Promise<Contestant> {
  return startOwn('ours', 'media-bridge/main.ts', around);
}

/** The yardstick. */
export function startUsual(around: Surroundings): Promise<Contestant> {
  return startOwn('usual', 'bench/bridge/usual-bridge.ts', around);
}

/** Any other bridge, started by a shell in a process group of its own. */
export async function startCommand(command: string, around: Surroundings): Promise<Contestant> {
  const port = await freePort();
  const log = openSync(join(around.logDir, 'rival.log'), 'a');
  const child = spawn(command, {
    shell: true,
    cwd: ROOT,
    detached: true,
    env: { ...process.env, ...environment(port, around) },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return ready('rival', child, port, around.logDir);
}

async function startOwn(name: string, script: string, around: Surroundings): Promise<Contestant> {
  const port = await freePort();
  const log = openSync(join(around.logDir, `${name}.log`), 'a');
  const tsx = import.meta.resolve('tsx');
  const child = fork(script, {
    cwd: ROOT,
    detached: true,
    execArgv: ['--import', tsx, '--import', new URL('inside.ts', import.meta.url).href],
    env: { PATH: process.env.PATH, ...environment(port, around) },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return ready(name, child, port, around.logDir);
}

/** What every bridge is told. docs/measurements.md names those that another one has to heed. */
function environment(port: number, around: Surroundings): Record<string, string> {
  return {
    PORT: String(port),
    BRIDGE_PORT: String(port),
    BRIDGE_URL: KEYS.bridgeUrl,
    ELEVENLABS_BASE_URL: `http://127.0.0.1:${around.elevenLabsPort}`,
    ELEVENLABS_API_KEY: KEYS.apiKey,
    ELEVENLABS_AGENT_ID: KEYS.agentId,
    ELEVENLABS_WEBHOOK_SECRET: 'wsec_of_the_bench_0123456789',
    TWILIO_ACCOUNT_SID: `AC${'b'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: KEYS.authToken,
    TWILIO_PHONE_NUMBER: '+61255501000',
    SESSION_SECRET: KEYS.sessionSecret,
    TEMPORAL_ADDRESS: around.temporalAddress,
    MONGODB_URI: around.mongoUri,
    NODE_ENV: 'production',
    // Where it would refuse calls is not what is measured.
    BRIDGE_MAX_CALLS: '10000',
    BRIDGE_MAX_DELAY_MS: '60000',
  };
}

async function ready(name: string, child: ChildProcess, port: number, logDir: string): Promise<Contestant> {
  const log = join(logDir, `${name}.log`);
  const until = Date.now() + READY_MS;
  while (!(await isPortOpen(port))) {
    if (child.exitCode !== null || Date.now() > until) {
      await stop(child);
      throw new Error(`The bridge "${name}" does not listen on its port:\n${tail(log)}`);
    }
    await sleep(100);
  }
  const pid = child.pid ?? -1;
  return {
    name,
    port,
    usage: () => usageOfGroup(pid),
    look: () => ask<InsideView>(child, 'look'),
    collect: () => ask<InsideView>(child, 'collect'),
    beginProfile: async () => void (await ask(child, 'profile')),
    endProfile: () => ask<InsideProfile>(child, 'end profile'),
    stop: () => stop(child),
  };
}

async function ask<Answer>(child: ChildProcess, order: InsideOrder): Promise<Answer | undefined> {
  if (!child.connected) return undefined;
  const answer = once(child, 'message', { signal: AbortSignal.timeout(ANSWER_MS) });
  child.send(order);
  const [value] = await answer;
  return value;
}

async function stop(child: ChildProcess): Promise<boolean> {
  if (child.pid === undefined) return false;
  signalGroup(child.pid, 'SIGTERM');
  const until = Date.now() + STOP_MS;
  while (child.exitCode === null && child.signalCode === null && Date.now() < until) await sleep(50);
  const byItself = child.exitCode !== null || child.signalCode === 'SIGTERM';
  if (isAlive(-child.pid)) killGroup(child.pid);
  return byItself;
}

/** To all of a group: a shell does not pass it on to what it has started. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (isAlive(-pid)) process.kill(-pid, signal);
}
