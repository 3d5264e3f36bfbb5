import { FRAME_BYTES, SILENCE } from '../audio/mulaw.ts';
import { mulawOfWav } from '../audio/read-wav.ts';
import { TwimlError } from './twiml.ts';

const MOST_BYTES = 10 * 2 ** 20;
const TIMEOUT_MS = 15_000;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Nothing leaves the machine, so a sound elsewhere is not fetched. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && LOOPBACK.has(new URL(url).hostname);
}

/** The sound of a WAV at a loopback address, as whole frames of μ-law; a `TwimlError` says why there is none. */
export async function fetchSound(url: string, stopped: AbortSignal): Promise<Buffer> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(TIMEOUT_MS)]);
  const answer = await fetch(url, { signal, redirect: 'error' }).catch(() => undefined);
  if (!answer?.ok || !answer.body) throw new TwimlError(11200, 'The sound cannot be fetched');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new TwimlError(11750, 'The sound is larger than 10 MB');
    chunks.push(chunk);
  }
  const mulaw = mulawOfWav(Buffer.concat(chunks));
  if (!mulaw) throw new TwimlError(12300, 'The sound must be a WAV of 16-bit PCM or μ-law');
  const missing = (FRAME_BYTES - (mulaw.length % FRAME_BYTES)) % FRAME_BYTES;
  return Buffer.concat([mulaw, Buffer.alloc(missing, SILENCE)]);
}
