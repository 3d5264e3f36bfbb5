import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** A prefix and 28 lower-case letters and digits. */
export function newId(
  prefix: 'agent' | 'conv' | 'toolcall' | 'cvtkn' | 'webhook' | 'wsec' | 'tool' | 'req',
): string {
  const letters = Array.from(randomBytes(28), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `${prefix}_${letters.join('')}`;
}
