import { createHmac } from 'node:crypto';

/** Stands for a number where the number itself must not be kept. The same number has the same one while the secret is. */
export function phoneHash(phone: string, secret: string): string {
  return createHmac('sha256', secret).update(`phone:${phone}`).digest('base64url');
}
