import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface StreamMessage {
  event: string;
  streamSid?: string;
  sequenceNumber?: string;
  media?: { track: string; chunk: string; timestamp: string; payload: string };
  mark?: { name: string };
  start?: Record<string, unknown>;
}

/** One media stream as a server sees it. */
export interface StreamSeen {
  socket: WebSocket;
  request: IncomingMessage;
  messages: { at: number; message: StreamMessage }[];
  closeCode?: number;
}

export interface StreamServer {
  url: string;
  streams: StreamSeen[];
  close(): Promise<void>;
}

/** Accepts media streams and remembers what came. */
export async function startStreamServer(onStream?: (stream: StreamSeen) => void): Promise<StreamServer> {
  const streams: StreamSeen[] = [];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  server.on('connection', (socket, request) => {
    const stream: StreamSeen = { socket, request, messages: [] };
    streams.push(stream);
    socket.on('message', (data) => {
      stream.messages.push({ at: performance.now(), message: JSON.parse(data.toString()) as StreamMessage });
    });
    socket.on('close', (code) => {
      stream.closeCode = code;
    });
    onStream?.(stream);
  });
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of server.clients) socket.terminate();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `ws://127.0.0.1:${port}`, streams, close };
}

export function connectTwiml(url: string, inside = ''): string {
  return `<Response><Connect><Stream url="${url}">${inside}</Stream></Connect></Response>`;
}
