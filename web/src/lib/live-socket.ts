import { io, type Socket } from 'socket.io-client';
import { type ClientToServer, type Room, roomName, type ServerToClient } from '../../../contracts/live.ts';
import { LOST_AFTER_MS, RETRY_REFUSED_MS } from '../config/timing.ts';
import { request } from './api-client.ts';

/** `idle`: signed out. `lost`: away for long enough that people should know, and pages poll instead. */
export type Connection = 'idle' | 'connecting' | 'live' | 'lost';

/**
 * The one socket of the page. It starts `idle`; opening makes it `connecting`; an accepted connection makes it `live`;
 * one that stays away for LOST_AFTER_MS makes it `lost` until it is accepted again; closing makes it `idle`.
 * Rooms are counted, since two parts of a page may watch the same one, and are watched anew after each reconnection.
 */
const socket: Socket<ServerToClient, ClientToServer> = io({
  path: '/socket.io',
  autoConnect: false,
  reconnectionDelayMax: RETRY_REFUSED_MS,
});
const rooms = new Map<string, { room: Room; watchers: number }>();
const listeners = new Set<() => void>();
let connection: Connection = 'idle';
let lostTimer: ReturnType<typeof setTimeout> | undefined;
let retryTimer: ReturnType<typeof setTimeout> | undefined;

function become(next: Connection): void {
  if (next === connection) return;
  connection = next;
  for (const listener of listeners) listener();
}

function socketOnConnect(): void {
  clearTimeout(lostTimer);
  lostTimer = undefined;
  become('live');
  for (const { room } of rooms.values()) socket.emit('watch', room);
}

function socketOnAway(): void {
  if (connection === 'idle' || connection === 'lost') return;
  lostTimer ??= setTimeout(() => become('lost'), LOST_AFTER_MS);
}

/**
 * A refused socket may mean that the session is over, or that the API could not look: so the API is asked, which tells
 * the page when there is no session, and the socket is tried again, which its manager does not do after a refusal.
 */
function socketOnConnectError(): void {
  socketOnAway();
  if (socket.active || connection === 'idle') return;
  request('/api/auth/me').catch(() => undefined);
  retryTimer = setTimeout(() => socket.connect(), RETRY_REFUSED_MS);
}

/** The manager does not try again by itself after the server ended the connection, as it does when it restarts. */
function socketOnDisconnect(reason: Socket.DisconnectReason): void {
  socketOnAway();
  if (reason === 'io server disconnect' && connection !== 'idle') socket.connect();
}

socket.on('connect', socketOnConnect);
socket.on('disconnect', socketOnDisconnect);
socket.on('connect_error', socketOnConnectError);

/** Opens the socket with the session cookie of the page; the answer closes it again. */
export function openLiveSocket(): () => void {
  become('connecting');
  socket.connect();
  return () => {
    clearTimeout(lostTimer);
    clearTimeout(retryTimer);
    lostTimer = undefined;
    become('idle');
    socket.disconnect();
  };
}

/** Joins a room; the answer leaves it. */
export function watchRoom(room: Room): () => void {
  const name = roomName(room);
  const entry = rooms.get(name) ?? { room, watchers: 0 };
  entry.watchers += 1;
  rooms.set(name, entry);
  if (socket.connected && entry.watchers === 1) socket.emit('watch', room);
  return () => {
    entry.watchers -= 1;
    if (entry.watchers > 0) return;
    rooms.delete(name);
    if (socket.connected) socket.emit('unwatch', room);
  };
}

/** Hears one kind of message; the answer stops hearing it. */
export function onLive<E extends keyof ServerToClient>(event: E, listener: ServerToClient[E]): () => void {
  // Socket.IO's type for listeners cannot follow a generic event name.
  socket.on(event as string as never, listener as never);
  return () => {
    socket.off(event as string as never, listener as never);
  };
}

export function subscribeToConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function currentConnection(): Connection {
  return connection;
}
