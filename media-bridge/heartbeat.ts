import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/**
 * Pings a socket, and terminates it when nothing at all came back for a whole interval: a half-open connection gives
 * no close event of its own for many minutes. Any byte is a sign of life.
 */
export class Heartbeat {
  readonly #socket: WebSocket;
  readonly #connection: Pick<Socket, 'bytesRead'>;
  readonly #timer: NodeJS.Timeout;
  #bytesBefore = -1;

  /** @param connection the one beneath the socket */
  constructor(socket: WebSocket, connection: Pick<Socket, 'bytesRead'>, everyMs: number) {
    this.#socket = socket;
    this.#connection = connection;
    this.#timer = setInterval(this.#beat, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat = (): void => {
    const { bytesRead } = this.#connection;
    if (bytesRead === this.#bytesBefore) {
      this.#socket.terminate();
      return;
    }
    this.#bytesBefore = bytesRead;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  };
}
