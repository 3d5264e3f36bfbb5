import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Readiness } from '../contracts/http/health.ts';

export interface HttpViews {
  findDown: () => Promise<string[]>;
  viewStats: () => object;
}

/** `GET /healthz`, `/readyz` (contracts/http/health.ts) and `/stats`; everything else is not found. */
export function createHttpHandler(views: HttpViews): RequestListener {
  return (request, response) => {
    void answer(request, response, views).catch(() => send(response, 500, { error: 'internal' }));
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, views: HttpViews): Promise<void> {
  const [path] = (request.url ?? '').split('?');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    send(response, 405, { error: 'GET and HEAD are allowed.' });
  } else if (path === '/healthz') {
    send(response, 200, { alive: true });
  } else if (path === '/readyz') {
    const down = await views.findDown();
    const readiness: Readiness = { ready: down.length === 0, down };
    send(response, readiness.ready ? 200 : 503, readiness);
  } else if (path === '/stats') {
    send(response, 200, views.viewStats());
  } else {
    send(response, 404, { error: 'Here are /healthz, /readyz, /stats, and streams by WebSocket.' });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}
