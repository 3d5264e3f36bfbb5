import WebSocket from 'ws';
import { until } from './world.ts';

export interface AgentMessage {
  type: string;
  [key: string]: unknown;
}

export interface AgentClient {
  socket: WebSocket;
  messages: AgentMessage[];
  closed?: { code: number; reason: string };
  send(body: object): void;
  /** Speaks, in frames of 20 ms by the clock, and then stays silent. */
  speak(audio: Buffer, frameBytes?: number): void;
  of(type: string): AgentMessage[];
  next(type: string, count?: number): Promise<AgentMessage>;
  close(): void;
}

const SILENCE = Buffer.alloc(160, 0xff);

/** A client of the agent socket that sends sound all the time, as a telephone does, and answers pings. */
export async function converse(
  url: string,
  initiation: object | undefined,
  headers = {},
): Promise<AgentClient> {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  const messages: AgentMessage[] = [];
  let speech: Buffer[] = [];
  const send = (body: object) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(body));
  };
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString()) as AgentMessage & { ping_event?: { event_id: number } };
    messages.push(message);
    if (message.ping_event) send({ type: 'pong', event_id: message.ping_event.event_id });
  });
  const timer = setInterval(() => {
    send({ user_audio_chunk: (speech.shift() ?? SILENCE).toString('base64') });
  }, 20);
  const client: AgentClient = {
    socket,
    messages,
    send,
    speak: (audio, frameBytes = 160) => {
      const frames: Buffer[] = [];
      for (let at = 0; at < audio.length; at += frameBytes) frames.push(audio.subarray(at, at + frameBytes));
      speech = frames;
    },
    of: (type) => messages.filter((message) => message.type === type),
    next: (type, count = 1) => until(() => client.of(type)[count - 1]),
    close: () => socket.close(1000),
  };
  socket.on('close', (code, reason) => {
    clearInterval(timer);
    client.closed = { code, reason: reason.toString() };
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
  });
  if (initiation) send({ type: 'conversation_initiation_client_data', ...initiation });
  return client;
}
