import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ServerOptions, WebSocketServer } from 'ws';
import type { ListenHeader } from '../../contracts/http/live-calls.ts';
import type { Refused } from '../admission.ts';
import { refuse } from '../refuse.ts';
import { UsedTokens } from '../used-tokens.ts';
import type { Ears } from './ears.ts';
import { admitListener } from './listen-path.ts';

/** A stream that may be listened to. */
interface Audible {
  callId: string;
  stream: number;
  ears: Ears;
}

export interface ListeningDeps {
  sessionSecret: string;
  closeMs: number;
  findCall: (callId: string) => Audible | undefined;
  onRefused: (refused: Refused) => void;
  /** It is a WebSocket from here on. */
  onOpened: (socket: Socket) => void;
}

/** A listener has nothing to say. */
const MAX_PAYLOAD = 1024;

/** The way in for those who listen to a call that is up. */
export class Listening {
  readonly #deps: ListeningDeps;
  readonly #sockets: WebSocketServer;
  readonly #usedTokens = new UsedTokens();

  constructor(deps: ListeningDeps) {
    this.#deps = deps;
    // `closeTimeout` is known to ws 8.19 and later, not yet to its types.
    const options: ServerOptions & { closeTimeout: number } = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: MAX_PAYLOAD,
      closeTimeout: deps.closeMs,
    };
    this.#sockets = new WebSocketServer(options);
  }

  /** @returns whether the request was to listen in, and is dealt with */
  takes(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { sessionSecret, findCall, onRefused, onOpened } = this.#deps;
    const admission = admitListener(request.url, {
      sessionSecret,
      isUsed: (token) => this.#usedTokens.has(token),
      earsOf: (callId) => findCall(callId)?.ears.count,
    });
    if (!admission) return false;
    if (!admission.ok) {
      onRefused(admission);
      refuse(socket, admission);
      return true;
    }
    this.#usedTokens.add(admission.token, admission.expiresAt);
    this.#sockets.handleUpgrade(request, socket, head, (listener) => {
      onOpened(request.socket);
      const call = findCall(admission.callId);
      if (call) call.ears.add(listener, request.socket, headerOf(call));
      else listener.terminate();
    });
    return true;
  }
}

function headerOf({ callId, stream }: Audible): ListenHeader {
  return {
    event: 'header',
    callId,
    stream,
    encoding: 'audio/x-mulaw',
    sampleRate: 8000,
    channels: ['person', 'agent'],
  };
}
