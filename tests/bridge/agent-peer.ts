import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { until } from '../support/until.ts';

type Json = Record<string, unknown>;

export const API_KEY = 'xi-test-key-0123456789';
export const CONVERSATION_ID = 'conv_01jtestconversation000000';

/**
 * A small real server that plays ElevenLabs: signed addresses and the agent's socket. It says what a test tells it to
 * say, in the very bytes given, and keeps what it is sent. By default it answers the initiation with metadata.
 */
export class AgentPeer {
  readonly requests: string[] = [];
  /** Every message of every conversation, in order of arrival. */
  readonly received: Json[] = [];
  /** The same as they were written. */
  readonly texts: string[] = [];
  readonly closes: number[] = [];
  /** Statuses that the next requests for a signed address are answered with; 200 when empty. */
  readonly refusals: number[] = [];
  /** What happens instead of metadata when the initiation has arrived. */
  onInitiation: (peer: AgentPeer) => void = (peer) => peer.ready();
  /** Close codes that the next sockets are closed with as soon as they are open. */
  readonly rejections: number[] = [];
  socket: WebSocket | undefined;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  #port = 0;

  constructor() {
    this.#http = createServer(this.#onRequest);
    this.#http.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, this.#onConnection);
    });
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    this.#port = (this.#http.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** Sends a message, or a text exactly as it is. */
  say(message: Json | string): void {
    this.socket?.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  ready(input = 'ulaw_8000', output = 'ulaw_8000'): void {
    this.say({
      type: 'conversation_initiation_metadata',
      conversation_initiation_metadata_event: {
        conversation_id: CONVERSATION_ID,
        agent_output_audio_format: output,
        user_input_audio_format: input,
      },
    });
  }

  speak(payload: string, eventId: number): void {
    this.say({ type: 'audio', audio_event: { audio_base_64: payload, event_id: eventId } });
  }

  interrupt(eventId: number): void {
    this.say({ type: 'interruption', interruption_event: { event_id: eventId } });
  }

  respond(text: string, eventId: number): void {
    this.say({
      type: 'agent_response',
      agent_response_event: { agent_response: text, event_id: eventId },
    });
  }

  transcribe(text: string, eventId: number): void {
    this.say({
      type: 'user_transcript',
      user_transcription_event: { user_transcript: text, event_id: eventId },
    });
  }

  /** The first message received that has this type; user audio has none. */
  expect(type: string): Promise<Json> {
    return until(`a ${type} for the agent`, () => this.received.find((message) => message.type === type));
  }

  /** Payloads of the person's audio, in order. */
  heard(): string[] {
    return this.received.flatMap(({ user_audio_chunk: chunk }) => (typeof chunk === 'string' ? [chunk] : []));
  }

  #onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    this.requests.push(`${request.headers['xi-api-key']} ${request.url}`);
    const status = this.refusals.shift() ?? 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    const signedUrl = `ws://127.0.0.1:${this.#port}/v1/convai/conversation?agent_id=a&conversation_signature=s`;
    response.end(JSON.stringify(status === 200 ? { signed_url: signedUrl } : { detail: 'refused' }));
  };

  #onConnection = (socket: WebSocket): void => {
    socket.on('error', () => undefined);
    const rejection = this.rejections.shift();
    if (rejection !== undefined) {
      socket.close(rejection);
      return;
    }
    this.socket = socket;
    socket.on('close', (code) => this.closes.push(code));
    socket.on('message', (data) => this.#onMessage(String(data)));
  };

  #onMessage(text: string): void {
    this.texts.push(text);
    const message: Json = JSON.parse(text);
    this.received.push(message);
    if (message.type === 'conversation_initiation_client_data') this.onInitiation(this);
  }
}
