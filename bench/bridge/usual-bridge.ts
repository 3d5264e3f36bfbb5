import { createServer } from 'node:http';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

/**
 * The yardstick: a bridge written as most are, such as the vendors' own samples. Every message is parsed, its audio
 * decoded to bytes and encoded again, and another message made from an object. It does what a call needs on a good day
 * and no more: no bounds, no counters, no records, and nothing about who is calling.
 */
const {
  PORT = '8080',
  ELEVENLABS_BASE_URL = '',
  ELEVENLABS_API_KEY = '',
  ELEVENLABS_AGENT_ID = '',
} = process.env;

interface TwilioMessage {
  event: string;
  start?: { streamSid: string; customParameters: Record<string, string> };
  media?: { payload: string };
}

interface AgentMessage {
  type: string;
  audio_event?: { audio_base_64: string };
  ping_event?: { event_id: number };
}

const server = createServer((_request, response) => response.end('ok'));
const streams = new WebSocketServer({ server });
streams.on('connection', onStream);
server.listen(Number(PORT), '127.0.0.1');

function onStream(twilio: WebSocket): void {
  let streamSid = '';
  let agent: WebSocket | undefined;

  function onTwilioMessage(data: RawData): void {
    const message: TwilioMessage = JSON.parse(data.toString());
    switch (message.event) {
      case 'start':
        streamSid = message.start?.streamSid ?? '';
        void connectAgent(message.start?.customParameters ?? {});
        break;
      case 'media':
        if (agent?.readyState === WebSocket.OPEN) {
          const audio = Buffer.from(message.media?.payload ?? '', 'base64');
          agent.send(JSON.stringify({ user_audio_chunk: audio.toString('base64') }));
        }
        break;
      case 'stop':
        agent?.close();
        break;
    }
  }

  async function connectAgent(parameters: Record<string, string>): Promise<void> {
    try {
      agent = new WebSocket(await signedUrl(parameters.agent_id ?? ELEVENLABS_AGENT_ID));
    } catch {
      twilio.close();
      return;
    }
    agent.on('open', () => {
      agent?.send(
        JSON.stringify({ type: 'conversation_initiation_client_data', dynamic_variables: parameters }),
      );
    });
    agent.on('message', onAgentMessage);
    agent.on('error', () => undefined);
    agent.on('close', () => twilio.close());
    if (twilio.readyState !== WebSocket.OPEN) agent.terminate();
  }

  function onAgentMessage(data: RawData): void {
    const message: AgentMessage = JSON.parse(data.toString());
    switch (message.type) {
      case 'audio': {
        const audio = Buffer.from(message.audio_event?.audio_base_64 ?? '', 'base64');
        twilio.send(
          JSON.stringify({ event: 'media', streamSid, media: { payload: audio.toString('base64') } }),
        );
        break;
      }
      case 'interruption':
        twilio.send(JSON.stringify({ event: 'clear', streamSid }));
        break;
      case 'ping':
        agent?.send(JSON.stringify({ type: 'pong', event_id: message.ping_event?.event_id }));
        break;
    }
  }

  twilio.on('message', onTwilioMessage);
  twilio.on('error', () => undefined);
  twilio.on('close', () => agent?.close());
}

async function signedUrl(agentId: string): Promise<string> {
  const url = `${ELEVENLABS_BASE_URL}/v1/convai/conversation/get-signed-url?agent_id=${encodeURIComponent(agentId)}`;
  const response = await fetch(url, { headers: { 'xi-api-key': ELEVENLABS_API_KEY } });
  if (!response.ok) throw new Error(`ElevenLabs answered ${response.status}`);
  const { signed_url: signedUrl }: { signed_url: string } = await response.json();
  return signedUrl;
}
