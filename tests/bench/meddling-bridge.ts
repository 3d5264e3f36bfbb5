import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

/** What becomes of one message of audio: the messages that are sent in its place. */
export type Meddle = (text: string, direction: 'up' | 'down') => string[];

/** A bridge that speaks both protocols by `ws` and does something to the audio on the way. */
export class MeddlingBridge {
  readonly #http: Server = createServer();
  readonly #sockets = new Set<WebSocket>();
  readonly #agentUrl: string;
  readonly #meddle: () => Meddle;

  /**
   * @param elevenLabsPort where the bench plays ElevenLabs
   * @param meddle made anew for each stream
   */
  constructor(elevenLabsPort: number, meddle: () => Meddle) {
    this.#agentUrl = `ws://127.0.0.1:${elevenLabsPort}/v1/convai/conversation?agent_id=a`;
    this.#meddle = meddle;
    new WebSocketServer({ server: this.#http }).on('connection', this.#onStream);
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return (this.#http.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #onStream = (twilio: WebSocket): void => {
    const agent = new WebSocket(this.#agentUrl);
    const meddle = this.#meddle();
    let streamSid = '';
    const onTwilio = (data: RawData) => {
      const { event, start, media } = JSON.parse(String(data));
      if (event === 'start') streamSid = start.streamSid;
      if (event !== 'media' || agent.readyState !== WebSocket.OPEN) return;
      const text = JSON.stringify({ user_audio_chunk: media.payload });
      for (const each of meddle(text, 'up')) agent.send(each);
    };
    const onAgent = (data: RawData) => {
      const { type, audio_event, ping_event } = JSON.parse(String(data));
      if (type === 'ping') agent.send(JSON.stringify({ type: 'pong', event_id: ping_event.event_id }));
      if (type !== 'audio') return;
      const text = JSON.stringify({
        event: 'media',
        streamSid,
        media: { payload: audio_event.audio_base_64 },
      });
      for (const each of meddle(text, 'down')) twilio.send(each);
    };
    agent.on('open', () => agent.send('{"type":"conversation_initiation_client_data"}'));
    agent.on('message', onAgent);
    twilio.on('message', onTwilio);
    agent.on('close', () => twilio.close());
    twilio.on('close', () => agent.close());
    for (const socket of [agent, twilio]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
    }
  };
}
