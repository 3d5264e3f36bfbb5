import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import type { ApiDeps } from './deps.ts';
import { attachLive } from './live/socket-server.ts';

/** A large import over a slow line takes its time; Node's own limit of 5 minutes would cut it off. */
const REQUEST_WITHIN_MS = 60 * 60_000;

export interface RunningApi {
  port: number;
  /** Ends sockets and the feed, lets requests finish, then closes. */
  close: () => Promise<void>;
}

/** The API and its live feed, listening. Port 0 takes any that is free. */
export async function startServer(deps: ApiDeps, port: number, host: string): Promise<RunningApi> {
  const server = createServer({ requestTimeout: REQUEST_WITHIN_MS }, createApp(deps));
  const live = attachLive(server, deps);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return { port: address.port, close: live.close };
}
