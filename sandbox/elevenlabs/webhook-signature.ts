import { createHmac } from 'node:crypto';

/** `ElevenLabs-Signature` of a body (reference 4.4). */
export function postCallSignature(secret: string, unixSeconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex');
  return `t=${unixSeconds},v0=${digest}`;
}
