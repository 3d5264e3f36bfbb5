import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Env } from '../../platform/env.ts';
import { bundleService } from './bundle-service.ts';
import type { ServicePort } from './ports.ts';
import type { Vendors } from './vendors.ts';

/** What is started when nothing is said. */
export const SERVICES = ['worker', 'api', 'bridge', 'sandbox', 'web'] as const;
/** `worker2` is a second worker beside the first: there may be as many as one likes. */
export type ServiceName = (typeof SERVICES)[number] | 'worker2';

export interface ServicePlan {
  /** Its first file, from the root; a program of its own has arguments instead. */
  entry?: string;
  args?: (root: string, watch: boolean) => string[];
  /** Address that answers 200 once it is ready; the worker has none and says so in its log. */
  readyUrl?: (env: Env) => string;
  port?: ServicePort;
  graceMs: (vendors: Vendors) => number;
}

/** Sandbox calls may be cut at once; a real person's call may end in peace. */
const DRAIN_MS = 45_000;
const TSX = fileURLToPath(import.meta.resolve('tsx/cli'));

export const SERVICE_TABLE: Record<ServiceName, ServicePlan> = {
  worker: { entry: 'worker/main.ts', graceMs: () => 15_000 },
  worker2: { entry: 'worker/main.ts', graceMs: () => 15_000 },
  api: {
    entry: 'api/main.ts',
    readyUrl: (env) => `http://${reachable(env)}:${env.API_PORT}/readyz`,
    port: 'API_PORT',
    graceMs: () => 10_000,
  },
  bridge: {
    entry: 'media-bridge/main.ts',
    readyUrl: (env) => `http://${reachable(env)}:${env.BRIDGE_PORT}/readyz`,
    port: 'BRIDGE_PORT',
    graceMs: (vendors) => (vendors === 'real' ? DRAIN_MS : 5_000),
  },
  sandbox: {
    entry: 'sandbox/main.ts',
    readyUrl: (env) => `http://${reachable(env)}:${env.SANDBOX_PORT}/sandbox/health`,
    port: 'SANDBOX_PORT',
    graceMs: () => 5_000,
  },
  web: {
    args: (root, watch) => [
      join(root, 'node_modules/vite/bin/vite.js'),
      ...(watch ? [] : ['preview']),
      ...['--config', 'web/vite.config.ts'],
    ],
    readyUrl: (env) => `http://${reachable(env)}:${env.WEB_PORT}/`,
    port: 'WEB_PORT',
    graceMs: () => 3_000,
  },
};

/**
 * Who is stopped after whom: first what begins new calls, then what plays the vendors (so that the bridge has no calls
 * left to wait for), then the rest.
 */
export const STOP_ORDER: readonly ServiceName[][] = [
  ['web', 'worker', 'worker2'],
  ['sandbox'],
  ['bridge', 'api'],
];

/**
 * How node is told to run a service, without tsx's own process in between, so that the process we know is the one that
 * does the work.
 * @param other another script in place of its own, from the root
 */
export async function argsOf(
  { entry, args }: ServicePlan,
  root: string,
  { watch, other = entry }: { watch: boolean; other?: string | undefined },
): Promise<string[]> {
  if (other === undefined) return args?.(root, watch) ?? [];
  if (watch) return [TSX, 'watch', '--clear-screen=false', other];
  return ['--enable-source-maps', await bundleService(root, other)];
}

/** Where we reach what listens on LISTEN_HOST. */
export function reachable({ LISTEN_HOST }: Pick<Env, 'LISTEN_HOST'>): string {
  return LISTEN_HOST === '0.0.0.0' || LISTEN_HOST === '::' ? '127.0.0.1' : LISTEN_HOST;
}
