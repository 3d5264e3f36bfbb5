import { z } from 'zod';

/** A phone number in E.164: `+`, country code, number; 8 to 15 digits. */
export const e164Schema = z
  .string()
  .regex(/^\+[1-9]\d{7,14}$/, 'must be in E.164 form, such as +61491570156');

/** What may be shown or logged of a number: its country code's beginning and its last two digits. */
export function maskPhone(phone: string): string {
  return phone.length < 8 ? '•••' : `${phone.slice(0, 3)} ••• ••${phone.slice(-2)}`;
}

/** The first digits of a number: they tell country and area, of no less than thousands of people. */
export function phoneArea(phone: string): string {
  return phone.slice(0, '+6126563'.length);
}
