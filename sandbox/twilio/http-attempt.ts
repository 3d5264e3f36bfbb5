import http from 'node:http';
import https from 'node:https';
import type { Fault, Overrides } from './overrides.ts';

export interface Answer {
  status: number;
  contentType: string;
  body: string;
}

export interface Request {
  method: string;
  headers: Record<string, string>;
  body: string;
}

/** More of a body is not read; TwiML may have so much. */
export const MOST_BYTES = 64 * 1024;

/** A fresh connection each time: one kept alive can be closed by the other side just as it is used, which loses a callback. */
const agents = {
  'http:': new http.Agent({ keepAlive: false }),
  'https:': new https.Agent({ keepAlive: false }),
};

/** One request with Twilio's time-outs; a fault says whether there was no connection or no answer. Never rejects. */
export function attempt(
  url: string,
  { method, headers, body }: Request,
  limits: Pick<Overrides, 'connectMs' | 'readMs'>,
  signal: AbortSignal,
): Promise<Answer | Fault> {
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  const agent = agents[secure ? 'https:' : 'http:'];
  return new Promise((resolve) => {
    const outgoing = (secure ? https : http).request(target, { method, headers, agent, signal });
    const giveUp = () => outgoing.destroy();
    let timer = setTimeout(giveUp, limits.connectMs);
    let connected = false;
    const settle = (result: Answer | Fault) => {
      clearTimeout(timer);
      resolve(result);
    };
    const onConnected = () => {
      connected = true;
      clearTimeout(timer);
      timer = setTimeout(giveUp, limits.readMs);
    };
    outgoing.on('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', onConnected));
    outgoing.on('error', () => settle(connected ? 'rt' : 'ct'));
    outgoing.on('response', (incoming) => {
      incoming.on('data', () => timer.refresh());
      readAnswer(incoming, settle);
    });
    outgoing.end(body);
  });
}

function readAnswer(incoming: http.IncomingMessage, settle: (result: Answer | Fault) => void): void {
  let body = '';
  incoming.setEncoding('utf8');
  incoming.on('data', (text: string) => {
    if (body.length <= MOST_BYTES) body += text;
  });
  incoming.on('error', () => settle('rt'));
  incoming.on('end', () => {
    const contentType = incoming.headers['content-type'] ?? '';
    settle({ status: incoming.statusCode ?? 0, contentType, body });
  });
}
