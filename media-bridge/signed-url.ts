import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** How the agent's vendor is reached. */
export interface ElevenLabsAccess {
  /** `https://api.elevenlabs.io`, a residency host, or the sandbox. */
  baseUrl: string;
  apiKey: string;
  /** Agent of calls whose parameters name none. */
  agentId: string;
}

const answerSchema = z.object({ signed_url: z.url({ protocol: /^wss?$/ }).max(4_096) });

const TRIES = 2;
const PAUSE_MS = 200;

/** The vendor's refusal, and whether another try can help: 408, 429, 499 and 5xx yes, the rest no. */
export class SignedUrlError extends Error {
  readonly mayRetry: boolean;

  constructor(message: string, mayRetry: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SignedUrlError';
    this.mayRetry = mayRetry;
  }
}

/**
 * A signed address for one conversation with the agent (`GET /v1/convai/conversation/get-signed-url`), good for opening
 * within 15 minutes. It is a secret: never logged. Two tries of `timeoutMs` each.
 * @throws SignedUrlError, or the reason of `signal` when the session ended meanwhile
 */
export async function fetchSignedUrl(
  access: ElevenLabsAccess,
  agentId: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await requestOnce(access, agentId, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
    } catch (error) {
      signal.throwIfAborted();
      const mayRetry = !(error instanceof SignedUrlError) || error.mayRetry;
      if (!mayRetry || attempt === TRIES) throw error;
      await sleep(PAUSE_MS, undefined, { signal });
    }
  }
}

async function requestOnce(access: ElevenLabsAccess, agentId: string, signal: AbortSignal): Promise<string> {
  const url = new URL('/v1/convai/conversation/get-signed-url', access.baseUrl);
  url.searchParams.set('agent_id', agentId);
  // A redirect would carry the key to another host.
  const response = await fetch(url, { headers: { 'xi-api-key': access.apiKey }, redirect: 'error', signal });
  if (!response.ok) {
    await response.body?.cancel();
    throw new SignedUrlError(`get-signed-url answered ${response.status}`, isPassing(response.status));
  }
  const answer = answerSchema.safeParse(await response.json());
  if (!answer.success) throw new SignedUrlError('get-signed-url answered without a usable signed_url', false);
  return checkedUrl(answer.data.signed_url, access.baseUrl);
}

/** An address without TLS is accepted only from a base address without TLS, which is the sandbox. */
function checkedUrl(signedUrl: string, baseUrl: string): string {
  if (baseUrl.startsWith('https:') && !signedUrl.startsWith('wss:')) {
    throw new SignedUrlError('get-signed-url answered with an address that is not wss:', false);
  }
  return signedUrl;
}

function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status === 499 || status >= 500;
}
