import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { BridgeHealth, Readiness } from '../contracts/http/health.ts';
import { answerControl, type ControlDeps } from './live/control.ts';

export interface HttpViews extends ControlDeps {
  findDown: () => Promise<string[]>;
  isDraining: () => boolean;
  viewStats: () => object;
  viewMetrics: () => string;
  apiKey: string | undefined;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * `GET /healthz`, `/readyz` (contracts/http/health.ts), and for this machine or whoever has the key `/stats` and
 * `/metrics`; everything else is not found.
 */
export function createHttpHandler(views: HttpViews): RequestListener {
  return (request, response) => {
    void answer(request, response, views).catch(() => send(response, 500, { error: 'internal' }));
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, views: HttpViews): Promise<void> {
  const [path] = (request.url ?? '').split('?');
  const controlled = await answerControl(request, views);
  if (controlled) {
    send(response, controlled.status, controlled.body);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    send(response, 405, { error: 'GET and HEAD are allowed.' });
  } else if (path === '/healthz') {
    const health: BridgeHealth = { alive: true, draining: views.isDraining() };
    send(response, 200, health);
  } else if (path === '/readyz') {
    const down = await views.findDown();
    const readiness: Readiness = { ready: down.length === 0, down };
    send(response, readiness.ready ? 200 : 503, readiness);
  } else if (path === '/stats' || path === '/metrics') {
    showCounters(path, request, response, views);
  } else {
    send(response, 404, { error: 'Here are /healthz, /readyz, /stats, /metrics, and streams by WebSocket.' });
  }
}

function showCounters(
  path: '/stats' | '/metrics',
  request: IncomingMessage,
  response: ServerResponse,
  views: HttpViews,
): void {
  if (!isFromHere(request) && !hasKey(request.headers.authorization, views.apiKey)) {
    send(response, 401, { error: 'From elsewhere these need Authorization: Bearer with API_KEY.' });
  } else if (path === '/stats') send(response, 200, views.viewStats());
  else sendText(response, 200, PROMETHEUS_TYPE, views.viewMetrics());
}

/** Not what a proxy on this machine hands on for somebody else. */
export function isFromHere({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): boolean {
  const isForwarded = Object.keys(headers).some((name) =>
    /^(x-forwarded-|x-real-ip$|forwarded$|via$)/.test(name),
  );
  return !isForwarded && isLoopback(socket.remoteAddress ?? '');
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '');
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/** @param given the header `Authorization` */
export function hasKey(given: string | undefined, apiKey: string | undefined): boolean {
  if (apiKey === undefined || given === undefined) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(`Bearer ${apiKey}`));
}

function send(response: ServerResponse, status: number, body: object): void {
  sendText(response, status, JSON_TYPE, JSON.stringify(body));
}

function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}
