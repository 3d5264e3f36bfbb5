import { callIdOf } from '../../contracts/ids.ts';
import { streamPath } from '../../contracts/stream.ts';
import { streamSignature } from '../../media-bridge/stream-signature.ts';
import { streamToken } from '../../platform/stream-token.ts';

/** What a bridge under test is told, as any installation would be: none of it is worth anything elsewhere. */
export const KEYS = {
  bridgeUrl: 'wss://bridge.bench.example',
  authToken: 'twilio-auth-token-of-the-bench-0001',
  sessionSecret: 'session-secret-of-the-bench-0000000001',
  apiKey: 'xi-key-of-the-bench-0001',
  agentId: 'agent_01benchagent0000000000000',
} as const;

/** Path and `x-twilio-signature` of the stream of the nth call of a run. */
export function streamOf(run: number, number: number): { path: string; signature: string } {
  const id = (value: number) => value.toString(16).padStart(24, '0');
  const callId = callIdOf({ campaignId: id(run), contactId: id(number), attempt: 1 });
  const path = streamPath(callId, streamToken(callId, KEYS.sessionSecret));
  return { path, signature: streamSignature(KEYS.bridgeUrl + path, KEYS.authToken) };
}
