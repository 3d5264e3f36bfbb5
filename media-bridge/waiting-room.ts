import type { Socket } from 'node:net';

interface Guest {
  address: string;
  /** Shows it out, with a reason where it can be told one. */
  showOut: () => void;
}

export interface WaitingRoomBounds {
  /** Connections that wait at the same time, all together. */
  most: number;
  mostOfOneAddress: number;
}

/**
 * Connections that are no stream yet: from their first byte to Twilio's `start`. In life that takes a moment, so when
 * the room is full, it is the longest waiting that goes: first of the address that has too many, then of all. So
 * whoever opens sockets and says nothing pushes out their own, and a call still comes through.
 */
export class WaitingRoom {
  readonly #bounds: WaitingRoomBounds;
  readonly #onShownOut: () => void;
  /** In order of arrival. */
  readonly #guests = new Map<Socket, Guest>();
  readonly #ofAddress = new Map<string, Set<Socket>>();

  constructor(bounds: WaitingRoomBounds, onShownOut: () => void) {
    this.#bounds = bounds;
    this.#onShownOut = onShownOut;
  }

  get size(): number {
    return this.#guests.size;
  }

  /** Comes in with a new connection, and leaves with its close at the latest. */
  enter = (socket: Socket): void => {
    const address = socket.remoteAddress ?? 'unknown';
    this.#guests.set(socket, { address, showOut: () => refuseConnection(socket) });
    const others = this.#ofAddress.get(address) ?? new Set();
    this.#ofAddress.set(address, others.add(socket));
    socket.once('close', () => this.leave(socket));
    if (others.size > this.#bounds.mostOfOneAddress) this.#showOutFirst(others);
    if (this.#guests.size > this.#bounds.most) this.#showOutFirst(this.#guests.keys());
  };

  /** It is a WebSocket by now, and is closed in another way. */
  upgraded(socket: Socket, showOut: () => void): void {
    const guest = this.#guests.get(socket);
    if (guest) guest.showOut = showOut;
  }

  /** It has become a stream, or is gone. */
  leave = (socket: Socket): void => {
    const guest = this.#guests.get(socket);
    if (!guest) return;
    this.#guests.delete(socket);
    const others = this.#ofAddress.get(guest.address);
    others?.delete(socket);
    if (others?.size === 0) this.#ofAddress.delete(guest.address);
  };

  #showOutFirst(sockets: Iterable<Socket>): void {
    for (const socket of sockets) {
      const guest = this.#guests.get(socket);
      this.leave(socket);
      this.#onShownOut();
      guest?.showOut();
      return;
    }
  }
}

function refuseConnection(socket: Socket): void {
  socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  socket.destroySoon();
}
