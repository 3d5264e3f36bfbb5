import type { WebSocket } from 'ws';

/**
 * Pings a socket, and terminates it when nothing at all came back for a whole interval: a half-open connection gives
 * no close event of its own for many minutes.
 */
export class Heartbeat {
  readonly #socket: WebSocket;
  #alive = true;
  readonly #timer: NodeJS.Timeout;

  constructor(socket: WebSocket, everyMs: number) {
    this.#socket = socket;
    this.#timer = setInterval(this.#beat, everyMs);
  }

  /** Any message counts as a sign of life, and so does a pong. */
  heard(): void {
    this.#alive = true;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat = (): void => {
    if (!this.#alive) {
      this.#socket.terminate();
      return;
    }
    this.#alive = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  };
}
