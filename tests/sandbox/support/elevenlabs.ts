import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';
import type { SandboxOptions } from '../../../sandbox/context.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { converse } from './agent-client.ts';
import { signedUrl } from './bridge.ts';
import { AGENT_ID, API_KEY, startSandbox, until } from './world.ts';

/** What `GET /sandbox/elevenlabs/conversations/{id}` tells, as far as tests look at it. */
export interface Seen {
  status: string;
  shownStatus: string;
  isBurst: boolean;
  closeCode: number | null;
  terminationReason: string;
  turns: { role: string; message: string | null; source: string; tool: string | null; toolFailed: boolean }[];
  contextualUpdates: { text: string; contextId: string | null }[];
  deliveries: { type: string; kind: string; result: number | string }[];
}

/** A sandbox, the official SDK pointed at it, and short ways to what these tests do over and over. */
export async function startVendor(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox(options);
  const sdk = new ElevenLabsClient({ apiKey: API_KEY, baseUrl: sandbox.url, maxRetries: 0 });
  const control = async (path: string, init: RequestInit = {}) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${sandbox.url}/sandbox/elevenlabs${path}`, { ...init, headers });
    return { status: response.status, body: (await response.json()) as never };
  };
  const talk = (userId: string, initiation: object = {}, agentId = AGENT_ID) =>
    start(sandbox, agentId, { user_id: userId, ...initiation });
  const find = async (userId: string) =>
    (await sdk.conversationalAi.conversations.list({ userId })).conversations[0]?.conversationId;
  return {
    sandbox,
    sdk,
    control,
    talk,
    /** The newest conversation of a user; waits until the API shows one. */
    idOf: (userId: string) => until(() => find(userId)),
    faults: (set: object) => control('/faults', { method: 'PUT', body: JSON.stringify(set) }),
    /** How often each fault struck. */
    struck: async () => ((await control('/faults')).body as { done: Record<string, number> }).done,
    seen: async (id: string) => (await control(`/conversations/${id}`)).body as Seen,
    done: (id: string) =>
      until(async () => {
        const conversation = await sdk.conversationalAi.conversations.get(id);
        return conversation.status === 'done' && conversation;
      }),
    /** An agent that speaks μ-law and has nothing else that is not given. */
    createAgent: (config: object, platform: object = {}) => createAgent(sandbox, config, platform),
    close: () => sandbox.close(),
  };
}
export type Vendor = Awaited<ReturnType<typeof startVendor>>;

async function start(sandbox: Sandbox, agentId: string, initiation: object) {
  return converse(await signedUrl(sandbox, agentId), initiation);
}

async function createAgent(sandbox: Sandbox, config: object, platform: object): Promise<string> {
  const ulaw = {
    asr: { user_input_audio_format: 'ulaw_8000' },
    tts: { agent_output_audio_format: 'ulaw_8000' },
  };
  const response = await fetch(`${sandbox.url}/v1/convai/agents/create`, {
    method: 'POST',
    headers: { 'xi-api-key': API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ conversation_config: { ...ulaw, ...config }, platform_settings: platform }),
  });
  return ((await response.json()) as { agent_id: string }).agent_id;
}
