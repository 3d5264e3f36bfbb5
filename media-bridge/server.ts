import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { admit, type StreamKeys } from './admission.ts';
import { createHttpHandler } from './http.ts';
import { TWILIO_MAX_PAYLOAD } from './limits.ts';
import { Session, type SessionDeps } from './session.ts';
import { Stats } from './stats.ts';

export interface BridgeDeps extends SessionDeps {
  keys: StreamKeys;
  /** Names of what the bridge needs and cannot reach, such as `temporal`. */
  findDown: () => Promise<string[]>;
}

/** No request has a body or takes long; an upgrade is one request too. */
const REQUEST_MS = 10_000;

/**
 * The bridge's one port: streams of Twilio by upgrade, health and counters by plain HTTP. It knows the session of each
 * call that is up, and how to stop without cutting a conversation that could end by itself.
 */
export class BridgeServer {
  readonly #deps: BridgeDeps;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  /** By call id; a session stays until both of its sockets are closed. */
  readonly #sessions = new Map<string, Session>();
  readonly #stats = new Stats();
  #draining = false;

  constructor(deps: BridgeDeps) {
    this.#deps = deps;
    // `closeTimeout` is known to ws 8.19 and later, not yet to its types.
    const options: ServerOptions & { closeTimeout: number } = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: TWILIO_MAX_PAYLOAD,
      closeTimeout: deps.limits.closeMs,
    };
    this.#sockets = new WebSocketServer(options);
    this.#http = createServer(
      { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS },
      createHttpHandler({ findDown: this.#findDown, viewStats: this.stats }),
    );
    this.#http.on('upgrade', this.#onUpgrade);
  }

  /** Listens; answers the port, which is a free one for port 0. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
    return (this.#http.address() as AddressInfo).port;
  }

  /** Counters of this process, and of what waits to be written and reported. */
  stats = () => {
    const running = [...this.#sessions.values()].map((session) => session.counters);
    return {
      streamsUp: this.#sessions.size,
      draining: this.#draining,
      ...this.#stats.view(running),
      turns: this.#deps.turns.stats(),
      reports: this.#deps.reporter.stats(),
    };
  };

  /**
   * Takes no new stream, lets running ones end by themselves within `graceMs`, ends the rest, and closes the port.
   * Health is answered until then, so that whoever asks can see why.
   */
  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    const over = new AbortController();
    const timeUp = sleep(graceMs, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([this.#allDone(), timeUp]);
    over.abort();
    for (const session of this.#sessions.values()) session.end('shutdown');
    await this.#allDone();
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
  }

  #allDone(): Promise<unknown> {
    return Promise.all([...this.#sessions.values()].map((session) => session.done));
  }

  #findDown = async (): Promise<string[]> => {
    const down = await this.#deps.findDown();
    return this.#draining ? [...down, 'draining'] : down;
  };

  #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const signature = request.headers['x-twilio-signature'];
    const admission = admit({ url: request.url, signature }, this.#deps.keys, {
      draining: this.#draining,
      isUp: (callId) => this.#sessions.has(callId),
    });
    if (!admission.ok) {
      this.#onRefused(admission.status, admission.why);
      refuse(socket, admission.status, admission.why);
      return;
    }
    const { callId } = admission;
    this.#sockets.handleUpgrade(request, socket, head, (stream) => this.#begin(callId, stream));
  };

  /** An open port is knocked at by anybody: only what had a signature is worth a line. */
  #onRefused(status: number, why: string): void {
    const level = status === 401 || status === 404 ? 'debug' : 'warn';
    this.#deps.log[level]({ status, why }, 'a stream was refused');
    this.#stats.refused(status);
  }

  #begin(callId: string, stream: WebSocket): void {
    const session = new Session(callId, stream, this.#deps);
    this.#sessions.set(callId, session);
    this.#stats.begun();
    void session.done.then((summary) => {
      this.#sessions.delete(callId);
      this.#stats.ended(summary);
    });
  }
}

/** Answers an upgrade as plain HTTP. Twilio shows any status but 101 as error 31920. */
function refuse(socket: Duplex, status: number, why: string): void {
  const destroy = () => {
    socket.destroy();
  };
  socket.once('error', destroy);
  socket.once('finish', destroy);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(why)}`,
      '',
      why,
    ].join('\r\n'),
  );
}
