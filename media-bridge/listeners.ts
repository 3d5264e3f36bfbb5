import type { IncomingMessage } from 'node:http';
import type { RawData, WebSocket } from 'ws';

/** The events of a socket that a side of the bridge may listen to, each by a named function. */
export interface SocketListeners {
  /** Of a client: the handshake is done, and the response has the connection. */
  upgrade?: (response: IncomingMessage) => void;
  open?: () => void;
  message: (data: RawData, isBinary: boolean) => void;
  error: (error: Error) => void;
  close: (code: number) => void;
}

/** Attaches all listeners; answers the function that detaches them again. */
export function listen(socket: WebSocket, listeners: SocketListeners): () => void {
  const entries = Object.entries(listeners) as [string, (...args: unknown[]) => void][];
  for (const [event, listener] of entries) socket.on(event, listener);
  return () => {
    for (const [event, listener] of entries) socket.off(event, listener);
  };
}
