import { type Room, roomName } from '../../contracts/live.ts';
import type { ApiDeps } from '../deps.ts';
import { withoutData } from '../middleware/error-handler.ts';
import type { Message } from './messages.ts';
import type { RoomSource } from './room-source.ts';
import { sourceOf } from './source-of.ts';

const LOOK_EVERY_MS = 1000;

/** One who watches a room. */
export type Listener = (message: Message) => void;

interface WatchedRoom {
  source: RoomSource;
  /** False until a listener has been told all that the room shows. */
  listeners: Map<Listener, boolean>;
  /** What is read for a room is read one after the other, so that nobody gets an older state after a newer one. */
  queue: Promise<void>;
}

/**
 * The one loop that looks into the database for everybody: about once a second, for rooms that are watched alone,
 * and it says only what has changed. A look that fails is logged once until one succeeds, and tried again.
 */
export class Feed {
  readonly #deps: ApiDeps;
  readonly #rooms = new Map<string, WatchedRoom>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #failing = false;

  constructor(deps: ApiDeps) {
    this.#deps = deps;
  }

  /** From now on the listener hears of this room: first all that it shows, then what changes. */
  watch(room: Room, listener: Listener): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const name = roomName(room);
    const watched = this.#rooms.get(name) ?? this.#open(name, room);
    watched.listeners.set(listener, false);
    this.#schedule();
    return this.#enqueue(watched, async () => {
      const messages = await watched.source.current();
      if (!watched.listeners.has(listener)) return;
      messages.forEach(listener);
      watched.listeners.set(listener, true);
    });
  }

  unwatch(room: Room, listener: Listener): void {
    const name = roomName(room);
    const watched = this.#rooms.get(name);
    watched?.listeners.delete(listener);
    if (watched?.listeners.size === 0) this.#rooms.delete(name);
  }

  /** Rooms that are watched now. */
  get size(): number {
    return this.#rooms.size;
  }

  /** Ends the loop, after what is being read. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const reading = [...this.#rooms.values()].map((room) => room.queue);
    this.#rooms.clear();
    await Promise.all(reading);
  }

  #open(name: string, room: Room): WatchedRoom {
    const opened = {
      source: sourceOf(this.#deps, room),
      listeners: new Map<Listener, boolean>(),
      queue: Promise.resolve(),
    };
    this.#rooms.set(name, opened);
    return opened;
  }

  #schedule(): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY_MS);
  }

  async #look(): Promise<void> {
    await Promise.all([...this.#rooms.values()].map((room) => this.#tellChanges(room)));
    this.#timer = undefined;
    if (this.#rooms.size > 0) this.#schedule();
  }

  #tellChanges(room: WatchedRoom): Promise<void> {
    return this.#enqueue(room, async () => {
      const messages = await room.source.changes();
      for (const [listener, isTold] of room.listeners) if (isTold) messages.forEach(listener);
    });
  }

  #enqueue(room: WatchedRoom, read: () => Promise<void>): Promise<void> {
    room.queue = room.queue.then(read).then(
      () => this.#succeeded(),
      (error: unknown) => this.#failed(error),
    );
    return room.queue;
  }

  #succeeded(): void {
    this.#failing = false;
  }

  #failed(error: unknown): void {
    if (!this.#failing) this.#deps.log.error({ error: withoutData(error) }, 'the live feed cannot be read');
    this.#failing = true;
  }
}
