import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { freePorts } from '../../ops/process/ports.ts';
import { until } from '../support/until.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** One address for several bridges, as a load balancer has it: each connection goes to the first that takes it. */
export class Balancer {
  ports: number[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#pass(client, [...this.ports]));

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(client: Socket, [port, ...others]: number[]): void {
    this.#keep(client);
    if (port === undefined) {
      client.destroy();
      return;
    }
    const server = connect(port, '127.0.0.1');
    this.#keep(server);
    server.once('connect', () => {
      client.pipe(server).pipe(client);
      client.once('close', () => server.destroy());
      server.once('close', () => client.destroy());
    });
    server.once('error', () => {
      if (server.bytesRead + server.bytesWritten === 0) this.#pass(client, others);
    });
  }

  #keep(socket: Socket): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

/** A bridge beside the launcher's own, with the same settings and another port. */
export async function startSecondBridge(
  env: Record<string, unknown>,
): Promise<{ port: number; stop: () => Promise<void> }> {
  const [port = 0] = await freePorts(1);
  const settings = Object.entries(env).filter(([, value]) => value !== undefined);
  const child = spawn(process.execPath, ['--import', 'tsx', 'media-bridge/main.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...Object.fromEntries(settings.map(([name, value]) => [name, String(value)])),
      BRIDGE_PORT: String(port),
    },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  await until('the second bridge to be ready', () => isReady(port), 60_000);
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { port, stop };
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}
