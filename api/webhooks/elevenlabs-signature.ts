import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * `ElevenLabs-Signature: t=<unix seconds>,v0=<hex>`, where hex is HMAC-SHA256 over `<t>.<raw body>` (ElevenLabs,
 * "Post-call webhooks"). Their SDK takes messages up to 30 minutes old; we also refuse those from the future.
 */
export interface SignatureHeader {
  timestamp: string;
  digests: string[];
}

const MAX_AGE_SECONDS = 30 * 60;
const MAX_AHEAD_SECONDS = 5 * 60;

/** The parts of the header, or undefined when it is none, too old, or ahead of our clock. */
export function readSignature(header: string | undefined, nowMs: number): SignatureHeader | undefined {
  const parts = (header ?? '')
    .slice(0, 1000)
    .split(',')
    .map((part) => part.trim());
  const timestamp = parts.find((part) => /^t=\d{1,12}$/.test(part))?.slice(2);
  const digests = parts.filter((part) => /^v0=[0-9a-f]{64}$/.test(part)).map((part) => part.slice(3));
  if (timestamp === undefined || digests.length === 0) return undefined;
  const age = nowMs / 1000 - Number(timestamp);
  return age <= MAX_AGE_SECONDS && age >= -MAX_AHEAD_SECONDS ? { timestamp, digests } : undefined;
}

/** Whether one of the digests is that of this body, compared in constant time. */
export function isSigned({ timestamp, digests }: SignatureHeader, body: Buffer, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
  return digests.some((digest) => timingSafeEqual(Buffer.from(digest, 'hex'), expected));
}
