import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { ListenHeader } from '../../contracts/http/live-calls.ts';
import { Heartbeat } from '../heartbeat.ts';
import type { Audio } from '../splice.ts';

const PERSON = 0;
const AGENT = 1;
/** Half a minute of both sides: who is further behind hears nothing that is of use. */
const MOST_UNSENT_BYTES = 512 * 1024;
const HEARTBEAT_MS = 15_000;
const NORMAL = 1000;
const TRY_LATER = 1013;

/** Listeners to one stream. More would be an audience. */
export const MOST_EARS = 5;

/**
 * Those who listen in to a stream: each gets both sides as they pass. Nobody waits for a listener: one that does not keep
 * up is dropped. Without any, it costs a look at a number.
 */
export class Ears {
  readonly #sockets = new Set<WebSocket>();
  #isOver = false;

  get count(): number {
    return this.#sockets.size;
  }

  /** @param connection the one beneath the socket */
  add(socket: WebSocket, connection: Socket, header: ListenHeader): void {
    if (this.#isOver) {
      socket.close(NORMAL);
      return;
    }
    const heartbeat = new Heartbeat(socket, connection, HEARTBEAT_MS);
    const onError = () => undefined;
    const onClose = () => {
      heartbeat.stop();
      this.#sockets.delete(socket);
      socket.off('close', onClose);
    };
    // The error listener stays: one may come after the close.
    socket.on('error', onError).on('close', onClose);
    this.#sockets.add(socket);
    socket.send(JSON.stringify(header));
  }

  heardPerson(audio: Audio): void {
    if (this.#sockets.size > 0) this.#send(PERSON, audio);
  }

  heardAgent(audio: Audio): void {
    if (this.#sockets.size > 0) this.#send(AGENT, audio);
  }

  /** The agent was cut off. */
  cleared(): void {
    for (const socket of this.#sockets) socket.send('{"event":"clear"}');
  }

  end(): void {
    this.#isOver = true;
    for (const socket of this.#sockets) socket.close(NORMAL);
  }

  #send(channel: number, { bytes, start, end }: Audio): void {
    const sound = Buffer.from(bytes.toString('latin1', start, end), 'base64');
    const message = Buffer.concat([Buffer.from([channel]), sound]);
    for (const socket of this.#sockets) {
      if (socket.bufferedAmount > MOST_UNSENT_BYTES) drop(socket);
      else if (socket.readyState === socket.OPEN) socket.send(message);
    }
  }
}

/** A close frame would wait behind all that was not taken. */
function drop(socket: WebSocket): void {
  socket.close(TRY_LATER);
  socket.terminate();
}
