import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

const SIGNED_URL_PATH = '/v1/convai/conversation/get-signed-url';
const SOCKET_PATH = '/v1/convai/conversation?';
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** ElevenLabs' host: signed addresses by REST, and agents' sockets behind them. */
export class AgentServer {
  readonly #http: Server;
  readonly #onAgent: (socket: Socket, head: Buffer) => void;

  constructor(onAgent: (socket: Socket, head: Buffer) => void) {
    this.#onAgent = onAgent;
    this.#http = createServer(this.#onRequest);
    this.#http.on('upgrade', this.#onUpgrade);
  }

  /** Answers the port. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', 4_096, resolve));
    return (this.#http.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://vendor');
    const isKnown = request.method === 'GET' && url.pathname === SIGNED_URL_PATH;
    const agentId = url.searchParams.get('agent_id') ?? '';
    const signature = randomBytes(12).toString('hex');
    const signed_url = `ws://${request.headers.host}${SOCKET_PATH}agent_id=${agentId}&conversation_signature=${signature}`;
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isKnown ? { signed_url } : { detail: { status: 'not_found' } }));
  };

  #onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const key = request.headers['sec-websocket-key'];
    if (!key || !request.url?.startsWith(SOCKET_PATH)) {
      stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
    const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
    stream.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    // Of a server for plain HTTP it is one, whatever the type says.
    this.#onAgent(stream as Socket, head);
  };
}
