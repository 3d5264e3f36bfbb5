import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Reached } from './points.ts';

const LONGEST_BODY = 2_000;
const reachedSchema = z.object({
  point: z.string().max(40),
  callId: z.string().max(100),
  pid: z.number().int().min(2),
});

export interface PointServer {
  url: string;
  close(): Promise<void>;
}

/** Listens on loopback for what workers tell; each goes on once it is answered. */
export async function listenForPoints(onReached: (news: Reached) => void): Promise<PointServer> {
  const server = createServer((request, response) => void answer(request, response, onReached));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  onReached: (news: Reached) => void,
): Promise<void> {
  try {
    onReached(reachedSchema.parse(JSON.parse(await bodyOf(request))));
    response.writeHead(204).end();
  } catch (error) {
    // The worker that asked may just have been killed.
    if (!response.destroyed) response.writeHead(400).end(error instanceof Error ? error.message : '');
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > LONGEST_BODY) throw new Error('too long');
  }
  return body;
}
