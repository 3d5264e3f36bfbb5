import type { Webhook } from './webhooks.ts';

const TIMEOUT_MS = 10_000;
const CHUNK_BYTES = 64 * 1024;

/** One request. Resolves to its status, or to `no answer`. */
export async function postWebhook(
  { url, headers }: Webhook,
  body: string,
  signature: string,
  chunked: boolean,
  closing: AbortSignal,
): Promise<number | 'no answer'> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'elevenlabs-signature': signature },
      signal: AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]),
      ...(chunked ? { body: inChunks(body), duplex: 'half' as const } : { body }),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 'no answer';
  }
}

/** A stream has no length, so it goes out with chunked transfer encoding. */
function inChunks(text: string): ReadableStream<Uint8Array> {
  const bytes = Buffer.from(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, at + CHUNK_BYTES));
      at += CHUNK_BYTES;
    },
  });
}
