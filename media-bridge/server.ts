import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { MOST_STREAMS } from '../contracts/stream.ts';
import { admit, type Refused, type StreamKeys } from './admission.ts';
import { createHttpHandler } from './http.ts';
import { TWILIO_MAX_PAYLOAD } from './limits.ts';
import { Listening } from './live/listening.ts';
import { LoopDelay } from './loop-delay.ts';
import { metricsText } from './metrics-text.ts';
import { refuse } from './refuse.ts';
import type { Presence } from './registration.ts';
import { Session, type SessionDeps, type StreamId } from './session.ts';
import { Stats } from './stats.ts';
import { TappedConnection } from './tapped-connection.ts';
import { UsedTokens } from './used-tokens.ts';
import { WaitingRoom } from './waiting-room.ts';

export interface BridgeDeps extends SessionDeps {
  keys: StreamKeys;
  /** Names of what the bridge needs and cannot reach, such as `temporal`. */
  findDown: () => Promise<string[]>;
  /** Lets machines elsewhere read `/stats` and `/metrics`; without it they are for this machine alone. */
  apiKey?: string | undefined;
}

/** How often requests that take too long are looked for: the most that such a one lasts beyond its time. */
const CHECK_MS = 1_000;

/**
 * The bridge's one port: streams of Twilio by upgrade, health and counters by plain HTTP. It knows the session of each
 * call that is up, and how to stop without cutting a conversation that could end by itself.
 */
export class BridgeServer {
  readonly #deps: BridgeDeps;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #listening: Listening;
  /** By call and stream; a session stays until both of its sockets are closed. */
  readonly #sessions = new Map<string, Session>();
  readonly #waiting: WaitingRoom;
  readonly #usedTokens = new UsedTokens();
  readonly #stats = new Stats();
  readonly #loopDelay = new LoopDelay();
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
    const { requestMs, waiting, waitingOfOneAddress } = deps.limits;
    this.#waiting = new WaitingRoom({ most: waiting, mostOfOneAddress: waitingOfOneAddress }, () =>
      this.#stats.refused('crowded', 503),
    );
    this.#http = createServer(
      { headersTimeout: requestMs, requestTimeout: requestMs, connectionsCheckingInterval: CHECK_MS },
      createHttpHandler({
        findDown: this.#findDown,
        isDraining: () => this.#draining,
        viewStats: this.stats,
        viewMetrics: this.#metrics,
        apiKey: deps.apiKey,
        sessionSecret: deps.keys.sessionSecret,
        findCall: (callId) => this.#latest(callId),
      }),
    );
    this.#listening = new Listening({
      sessionSecret: deps.keys.sessionSecret,
      closeMs: deps.limits.closeMs,
      findCall: (callId) => this.#latest(callId),
      onRefused: this.#onRefused,
      onOpened: this.#waiting.leave,
    });
    this.#http.on('connection', this.#waiting.enter);
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

  /** What the dialer is told. */
  present = (): Presence => {
    const room = this.#draining || this.#isSlow ? 0 : Math.max(0, this.#places);
    return { calls: this.#sessions.size, room, draining: this.#draining };
  };

  get #places(): number {
    return this.#deps.limits.calls - this.#sessions.size;
  }

  get #isSlow(): boolean {
    return this.#loopDelay.last.p90Ms > this.#deps.limits.loopDelayMs;
  }

  #metrics = (): string => metricsText({ ...this.stats(), firstAudio: this.#stats.firstAudio });

  /** Counters of this process, and of what waits to be written and reported. */
  stats = () => {
    const sessions = [...this.#sessions.values()];
    const running = sessions.map((session) => session.counters);
    return {
      listeners: sessions.reduce((sum, { ears }) => sum + ears.count, 0),
      streamsUp: this.#sessions.size,
      waiting: this.#waiting.size,
      draining: this.#draining,
      room: this.present().room,
      loopDelay: this.#loopDelay.last,
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
    this.#loopDelay.stop();
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
    if (this.#listening.takes(request, socket, head)) return;
    const signature = request.headers['x-twilio-signature'];
    const admission = admit({ url: request.url, signature }, this.#deps.keys, {
      draining: this.#draining,
      places: this.#places,
      isSlow: this.#isSlow,
      streamUp: (callId) => this.#latest(callId)?.stream,
      isUsed: (token) => this.#usedTokens.has(token),
    });
    if (!admission.ok) {
      this.#onRefused(admission);
      refuse(socket, admission);
      return;
    }
    const { callId, token, ticket } = admission;
    this.#usedTokens.add(token, ticket.expiresAt);
    if (head.length > 0) request.socket.unshift(head);
    const connection = new TappedConnection(request.socket, 'client');
    this.#sockets.handleUpgrade(request, connection, Buffer.alloc(0), (stream) =>
      this.#begin({ callId, stream: ticket.stream }, stream, connection),
    );
  };

  /** An open port is knocked at by anybody: only what had a signature is worth a line. */
  #onRefused = ({ status, why, reason }: Refused): void => {
    const level = status === 401 || status === 404 ? 'debug' : 'warn';
    this.#deps.log[level]({ status, why }, 'a stream was refused');
    this.#stats.refused(reason, status);
  };

  #latest(callId: string): Session | undefined {
    for (let stream = MOST_STREAMS; stream > 0; stream--) {
      const session = this.#sessions.get(keyOf({ callId, stream }));
      if (session) return session;
    }
    return undefined;
  }

  /** An earlier stream of the call is lost, whether or not that has been noticed: its connection is given up. */
  #begin(id: StreamId, socket: WebSocket, connection: TappedConnection): void {
    this.#latest(id.callId)?.end('protocol_error');
    const session = new Session(id, { socket, connection }, this.#deps);
    this.#sessions.set(keyOf(id), session);
    this.#stats.begun();
    this.#waiting.upgraded(connection.socket, () => session.end('protocol_error'));
    session.onStart = () => this.#waiting.leave(connection.socket);
    void session.done.then((summary) => {
      this.#sessions.delete(keyOf(id));
      this.#stats.ended(summary);
    });
  }
}

function keyOf({ callId, stream }: StreamId): string {
  return `${callId}/${stream}`;
}
