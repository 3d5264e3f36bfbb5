import { setTimeout as delay } from 'node:timers/promises';
import { portOwner } from '../process/port-owner.ts';
import { freePorts, isPortFree } from '../process/ports.ts';
import type { Variables } from './dot-env.ts';
import { LaunchError } from './launch-error.ts';

/** The ports that people may set, with what listens there and where it listens when nothing is said. */
const SERVICE_PORTS = {
  API_PORT: { what: 'the API', fallback: 8000 },
  BRIDGE_PORT: { what: 'the media bridge', fallback: 8001 },
  SANDBOX_PORT: { what: 'the sandbox', fallback: 8002 },
  WEB_PORT: { what: 'the page', fallback: 5173 },
} as const;
export type ServicePort = keyof typeof SERVICE_PORTS;

/** Where the servers listen that nobody needs to know: their usual ports, or others when those are taken. */
const USUAL = { temporal: 7233, temporalUi: 8233, mongo: 27017 } as const;

export type Ports = Record<ServicePort | keyof typeof USUAL, number>;

/** Ports for one installation: as set, or all of them any that are free. */
export async function choosePorts(given: Variables, mode: 'configured' | 'free'): Promise<Ports> {
  const services = Object.keys(SERVICE_PORTS) as ServicePort[];
  const servers = Object.keys(USUAL) as (keyof typeof USUAL)[];
  const free = await freePorts(services.length + servers.length);
  const ports: Partial<Ports> = {};
  for (const name of services) {
    const configured = Number(given[name] ?? SERVICE_PORTS[name].fallback);
    ports[name] = mode === 'free' ? free.pop() : configured;
  }
  for (const name of servers) {
    const other = free.pop();
    ports[name] = mode === 'configured' && (await isPortFree(USUAL[name])) ? USUAL[name] : other;
  }
  return ports as Ports;
}

/**
 * Refuses to start when a port is taken, and says by whom and which variable moves us elsewhere. `waitMs`: how long one
 * may still be held by what an earlier launch left to die.
 */
export async function checkPorts(
  ports: Ports,
  names: ServicePort[],
  host: string,
  waitMs: number,
): Promise<void> {
  const until = Date.now() + waitMs;
  let taken = await takenOf(ports, names, host);
  while (taken.length > 0 && Date.now() < until) {
    await delay(200);
    taken = await takenOf(ports, names, host);
  }
  if (taken.length === 0) return;
  throw new LaunchError(taken.map((name) => explain(name, ports[name])).join('\n'));
}

async function takenOf(ports: Ports, names: ServicePort[], host: string): Promise<ServicePort[]> {
  const free = await Promise.all(names.map((name) => isPortFree(ports[name], host)));
  return names.filter((_, index) => !free[index]);
}

function explain(name: ServicePort, port: number): string {
  const owner = portOwner(port);
  const by = owner ? `by ${owner.command} (process ${owner.pid})` : 'by another process';
  return `Port ${port}, for ${SERVICE_PORTS[name].what}, is taken ${by}. End that, or set ${name} to a free port.`;
}
