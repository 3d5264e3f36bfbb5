import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Env, parseEnv } from '../../platform/env.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import type { ServerPart } from '../infra/server-part.ts';
import type { Context, Say } from '../provision/context.ts';
import type { Variables } from './dot-env.ts';
import { fillIn } from './fill-in.ts';
import { claimInstance } from './instance.ts';
import { LaunchError } from './launch-error.ts';
import { checkPorts, choosePorts } from './ports.ts';
import { secretsIn } from './secrets.ts';
import { bringUpMongo, bringUpTemporal } from './servers.ts';
import { reachable, SERVICE_TABLE, SERVICES, type ServiceName } from './service-table.ts';
import { Stage } from './stage.ts';
import { chooseVendors, type Vendors } from './vendors.ts';
import { buildWeb } from './web.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface BringUpOptions {
  /** What the user set: the environment with `.env` behind it. `DATA_DIR` and ports are taken from here too. */
  given: Variables;
  say: Say;
  /** Aborted when the user gives up before all is up. */
  signal: AbortSignal;
  /** `free`: any ports, so as to run beside another installation. */
  ports?: 'configured' | 'free';
  /** Which processes; all when left out. The sandbox is left away with real vendors in any case. */
  services?: readonly ServiceName[];
  watch?: boolean;
  /** All that is logged, not warnings alone. */
  verbose?: boolean;
  /** Whether data must survive a power cut; it need not in a test. */
  durable?: boolean;
  /** Whether a server that ends by itself is started again; otherwise its end is the end of the launch. */
  keepServers?: boolean;
  /** Other scripts in place of services' own, from the root. */
  scripts?: Partial<Record<ServiceName, string>>;
  /** As in provisioning: nothing is downloaded from a vendor's own site. */
  registriesOnly?: boolean;
}

export interface Running {
  env: Env;
  vendors: Vendors;
  urls: { page: string; api: string; bridge: string; sandbox: string; temporalUi: string | undefined };
  /** The process of a service now, while it has one, how often it was started again, and when last (epoch ms). */
  processes(): Partial<Record<ServiceName, { pid: number | undefined; restarts: number; startedAt: number }>>;
  /** The processes of the servers that were started here. */
  servers(): ServerPart[];
  /** Ends a service as a crash would; it is started again. */
  kill(name: ServiceName): void;
  /** Settles when it cannot go on: a process that crashes again and again, or a server that ended. */
  failed: Promise<LaunchError>;
  /** Stops all that was started, in order, and nothing else. */
  stop(): Promise<void>;
  /** Makes a stop that is under way end at once: calls that are up are cut. */
  hurry(): void;
}

/** Brings up one installation, whole: what it cannot bring up it takes down again before it fails. */
export async function bringUp(options: BringUpOptions): Promise<Running> {
  const { given, signal } = options;
  const vendors = chooseVendors(given);
  const names = (options.services ?? SERVICES).filter((name) => vendors === 'sandbox' || name !== 'sandbox');
  const dataDir = resolve(ROOT, given.DATA_DIR ?? '.data');
  const ports = await choosePorts(given, options.ports ?? 'configured');
  const claim = await claimInstance(dataDir, `http://localhost:${ports.WEB_PORT}`);
  const logDir = join(dataDir, 'logs');
  const stage = new Stage({ root: ROOT, logDir, vendors, ...options });
  const stop = async () => {
    await stage.stop();
    await claim.release();
  };
  try {
    await mkdir(logDir, { recursive: true });
    const variables = fillIn(given, { vendors, ports, secrets: await secretsIn(dataDir), dataDir });
    const env = parse(variables);
    const servicePorts = names.flatMap((name) => SERVICE_TABLE[name].port ?? []);
    await checkPorts(ports, servicePorts, env.LISTEN_HOST, claim.afterKill ? 15_000 : 0);
    await raise(stage, names, { ...options, env, variables, ports, logDir });
    signal.throwIfAborted();
    return { env, vendors, urls: urlsOf(env), stop, failed: stage.failed, ...stage.controls() };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Raising extends Omit<BringUpOptions, 'ports'> {
  env: Env;
  variables: Record<string, string>;
  ports: Awaited<ReturnType<typeof choosePorts>>;
  logDir: string;
}

/** Servers, page and sandbox at once; then what needs the servers. */
async function raise(stage: Stage, names: ServiceName[], raising: Raising): Promise<void> {
  const { given, say, env, variables, ports, logDir, durable = true, watch = false } = raising;
  const { registriesOnly, keepServers = false } = raising;
  const context: Context = { env: given, say, signal: stage.signal, registriesOnly };
  const settings = { env, ports, logDir, durable, keep: keepServers };
  const start = (name: ServiceName) => (names.includes(name) ? stage.start(name, env, variables) : undefined);
  const page = async () => {
    if (!names.includes('web')) return;
    if (!watch) await buildWeb(context, ROOT);
    await start('web');
  };
  const dialer = async () => {
    await stage.all([
      bringUpTemporal(context, settings).then((server) => stage.add(server)),
      bringUpMongo(context, settings).then((server) => stage.add(server)),
      // A worker that is being watched bundles what has just been changed.
      watch || !names.includes('worker') ? undefined : bundleOnce(variables),
    ]);
    await stage.all([start('worker'), start('worker2'), start('api'), start('bridge')]);
  };
  await stage.all([dialer(), page(), start('sandbox')]);
}

/** Once, so that a worker that has crashed is back two seconds sooner. */
async function bundleOnce(variables: Record<string, string>): Promise<void> {
  if (variables.WORKFLOW_BUNDLE) return;
  const file = join(variables.DATA_DIR ?? '', 'workflows.js');
  const { code } = await bundleWorkflows();
  await writeFile(file, code);
  variables.WORKFLOW_BUNDLE = file;
}

function parse(variables: Record<string, string>): Env {
  try {
    return parseEnv(variables);
  } catch (error) {
    throw new LaunchError(error instanceof Error ? error.message : String(error));
  }
}

function urlsOf(env: Env): Running['urls'] {
  const host = reachable(env);
  return {
    page: `http://${host === '127.0.0.1' ? 'localhost' : host}:${env.WEB_PORT}`,
    api: `http://${host}:${env.API_PORT}`,
    bridge: `http://${host}:${env.BRIDGE_PORT}`,
    sandbox: `http://${host}:${env.SANDBOX_PORT}`,
    temporalUi: env.TEMPORAL_UI_URL,
  };
}
