import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import express from 'express';
import { WebSocketServer } from 'ws';
import { createLog } from '../platform/log.ts';
import { createFrameClock } from './audio/clock.ts';
import type { Context, SandboxOptions } from './context.ts';
import { controlRoutes } from './control-routes.ts';
import { elevenLabsControlRoutes } from './elevenlabs/control-routes.ts';
import { elevenLabsRoutes } from './elevenlabs/routes.ts';
import { SOCKET_PATH, Studio } from './elevenlabs/studio.ts';
import { Referee } from './referee.ts';
import { Timers } from './timers.ts';
import { BRISK } from './timings.ts';
import { Exchange } from './twilio/exchange.ts';
import { insightsRoutes } from './twilio/insights-routes.ts';
import { lookupRoutes } from './twilio/lookup-routes.ts';
import { twilioRoutes } from './twilio/routes.ts';
import { StandingFaults } from './twilio/standing-faults.ts';

export interface Sandbox {
  /** `http://host:port`, for the SDKs' base addresses. */
  url: string;
  referee: Referee;
  /** Ends all calls and conversations, and lets go of every socket and timer. */
  close(): Promise<void>;
}

const MOST_MESSAGE_BYTES = 2 ** 20;
const DEFAULT_SEED = 1;

/** Twilio and ElevenLabs on one port. Resolves when it listens; rejects when the port is taken. */
export async function createSandbox(given: SandboxOptions): Promise<Sandbox> {
  const closing = new AbortController();
  const context: Context = {
    options: withDefaults(given),
    referee: new Referee(),
    faults: new StandingFaults(given.seed ?? DEFAULT_SEED),
    clock: createFrameClock(),
    timers: new Timers(),
    insights: given.insights ?? 'on',
    closing: closing.signal,
  };
  const exchange = new Exchange(context);
  const studio = new Studio(context);
  const server = http.createServer(createApp(context, exchange, studio));
  const sockets = acceptSockets(server, studio);
  const { host, port } = context.options;
  server.listen(port, host);
  await once(server, 'listening');
  const close = async () => {
    exchange.close();
    studio.close();
    closing.abort();
    context.timers.clear();
    context.clock.close();
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: urlOf(server.address() as AddressInfo), referee: context.referee, close };
}

function withDefaults(given: SandboxOptions): Context['options'] {
  return {
    host: '127.0.0.1',
    port: 0,
    seed: DEFAULT_SEED,
    cps: 10,
    maxCalls: 1000,
    overLimit: 'fails',
    verifiedIds: [],
    insights: 'on',
    timings: BRISK,
    log: createLog('sandbox'),
    ...withoutUndefined(given),
    postCallUrl: given.postCallUrl,
  };
}

/** An option that is given as undefined is one that is not given. */
function withoutUndefined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}

function createApp(context: Context, exchange: Exchange, studio: Studio) {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use('/2010-04-01', twilioRoutes(context, exchange));
  app.use('/v1/Voice', insightsRoutes(context, exchange));
  app.use('/v2/PhoneNumbers', lookupRoutes(context));
  app.use('/v1', elevenLabsRoutes(studio));
  app.use('/sandbox/elevenlabs', elevenLabsControlRoutes(studio));
  app.use('/sandbox', controlRoutes(context, exchange, studio));
  return app;
}

function acceptSockets(server: http.Server, studio: Studio): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MOST_MESSAGE_BYTES,
    handleProtocols: (offered) => (offered.has('convai') ? 'convai' : false),
  });
  server.on('upgrade', (request, socket, head) => {
    const path = (request.url ?? '').split('?')[0];
    const admission = path === SOCKET_PATH ? studio.admit(request) : 404;
    if (typeof admission === 'number') refuseUpgrade(socket, admission);
    else sockets.handleUpgrade(request, socket, head, (webSocket) => studio.converse(webSocket, admission));
  });
  return sockets;
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
