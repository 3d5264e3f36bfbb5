import { isIP, connect as openPlain, type TcpNetConnectOpts } from 'node:net';
import { type ConnectionOptions, connect as openSecure } from 'node:tls';
import { type ClientOptions, WebSocket } from 'ws';
import { TappedConnection } from './tapped-connection.ts';

/** A WebSocket, and the connection beneath it. */
export interface Line {
  socket: WebSocket;
  connection: TappedConnection;
}

/** `closeTimeout` is known to ws 8.19 and later, not yet to its types. */
type Options = ClientOptions & { closeTimeout?: number };

/** Opens a WebSocket as `new WebSocket` does, on a connection that is tapped. */
export function openLine(url: string, options: Options): Line {
  const isSecure = new URL(url).protocol === 'wss:';
  let connection: TappedConnection | undefined;
  const createConnection = (to: TcpNetConnectOpts & ConnectionOptions) => {
    // The request's path would be taken for that of a local socket.
    const target = { servername: isIP(to.host ?? '') ? '' : to.host, ...to, path: undefined };
    connection = new TappedConnection(isSecure ? openSecure(target) : openPlain(target), 'server');
    return connection;
  };
  // Its type asks for a socket, where `http.request` and ws take any duplex stream.
  const socket = new WebSocket(url, { ...options, createConnection: createConnection as never });
  if (!connection) throw new Error('ws has not asked for its connection');
  return { socket, connection };
}
