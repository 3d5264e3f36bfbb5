import { useEffect, useRef, useSyncExternalStore } from 'react';
import { type Room, roomName, type ServerToClient } from '../../../contracts/live.ts';
import { POLL_MS } from '../config/timing.ts';
import {
  type Connection,
  currentConnection,
  onLive,
  subscribeToConnection,
  watchRoom,
} from './live-socket.ts';

export function useConnection(): Connection {
  return useSyncExternalStore(subscribeToConnection, currentConnection);
}

/** For `refetchInterval`: nothing is polled while changes are pushed. */
export function usePolling(): number | false {
  return useConnection() === 'lost' ? POLL_MS : false;
}

/** Watches a room for as long as the component is shown. Handlers may be new functions at each render. */
export function useRoom(room: Room | undefined, handlers: Partial<ServerToClient>): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const name = room ? roomName(room) : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a room is the same as long as its name is
  useEffect(() => {
    if (!room) return;
    const leaving = [
      onLive('campaign', (campaign) => latest.current.campaign?.(campaign)),
      onLive('calls', (calls) => latest.current.calls?.(calls)),
      onLive('call', (call) => latest.current.call?.(call)),
      onLive('turns', (message) => latest.current.turns?.(message)),
      watchRoom(room),
    ];
    return () => {
      for (const leave of leaving) leave();
    };
  }, [name]);
}
