import { randomBytes } from 'node:crypto';

/** Two letters and 32 hex digits. Random in every run: a database may outlive the sandbox, and SIDs are its keys. */
export function newSid(prefix: 'CA' | 'RE' | 'MZ' | 'NO' | 'PN'): string {
  return prefix + randomBytes(16).toString('hex');
}
