import type { Me, Role } from '../../contracts/http/auth.ts';
import { maskPhone } from '../../contracts/phone.ts';
import { formatPhone } from './format-phone.ts';

/** Who is asking: a person with a session, or a machine with the API key. */
export interface Account {
  id: string;
  email: string;
  name: string;
  role: Role;
  /** Epoch milliseconds after which the session no longer counts; null for the API key. */
  expiresAt: number | null;
}

export const MACHINE: Account = {
  id: 'api-key',
  email: 'api-key',
  name: 'API key',
  role: 'admin',
  expiresAt: null,
};

export function meOf({ email, name, role }: Account): Me {
  return { email, name, role };
}

/** Whether this role may change anything. */
export function mayChange(role: Role): boolean {
  return role !== 'viewer';
}

/** Whether this role may see phone numbers in full. */
export function seesNumbers(role: Role): boolean {
  return role !== 'viewer';
}

/** A number as it may be shown: in full and grouped as people write it, or masked. */
export function showPhone(phone: string, inFull: boolean): string {
  return inFull ? formatPhone(phone) : maskPhone(phone);
}
