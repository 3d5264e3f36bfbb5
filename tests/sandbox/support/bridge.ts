import WebSocket from 'ws';
import type { Sandbox } from '../../../sandbox/server.ts';
import { type StreamSeen, startStreamServer } from './stream-server.ts';
import { AGENT_ID, API_KEY } from './world.ts';

export async function signedUrl(sandbox: Sandbox, agentId = AGENT_ID): Promise<string> {
  const response = await fetch(`${sandbox.url}/v1/convai/conversation/get-signed-url?agent_id=${agentId}`, {
    headers: { 'xi-api-key': API_KEY },
  });
  return ((await response.json()) as { signed_url: string }).signed_url;
}

/** The least that joins a media stream and an agent: for tests in which both halves of the sandbox talk. */
export function startBridge(sandbox: Sandbox) {
  return startStreamServer((stream) => join(sandbox, stream));
}

function join(sandbox: Sandbox, { socket }: StreamSeen): void {
  let agent: WebSocket | undefined;
  socket.on('message', async (data) => {
    const message = JSON.parse(data.toString());
    if (message.event === 'start') {
      agent = new WebSocket(await signedUrl(sandbox));
      joinAgent(agent, socket, message.start);
    }
    if (message.event === 'media' && agent?.readyState === WebSocket.OPEN) {
      agent.send(JSON.stringify({ user_audio_chunk: message.media.payload }));
    }
    if (message.event === 'mark') socket.close(1000);
  });
  socket.on('close', () => agent?.close(1000));
}

function joinAgent(agent: WebSocket, socket: WebSocket, start: { streamSid: string; callSid: string }): void {
  const { streamSid, callSid } = start;
  const send = (body: object) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ ...body, streamSid }));
  };
  agent.on('open', () => {
    const type = 'conversation_initiation_client_data';
    agent.send(JSON.stringify({ type, user_id: callSid, dynamic_variables: { first_name: 'Ana' } }));
  });
  agent.on('message', (data) => {
    const { type, audio_event, ping_event } = JSON.parse(data.toString());
    if (type === 'ping') agent.send(JSON.stringify({ type: 'pong', event_id: ping_event.event_id }));
    if (type === 'audio') send({ event: 'media', media: { payload: audio_event.audio_base_64 } });
    if (type === 'interruption') send({ event: 'clear' });
  });
  agent.on('close', () => send({ event: 'mark', mark: { name: 'end' } }));
  agent.on('error', () => socket.close(1011));
}
