import type { Whereabouts } from '../../../platform/models/contact.ts';
import type { Columns } from './columns.ts';
import { type NewConsent, readConsent, readWhereabouts } from './evidence.ts';
import { readPhone } from './phone-number.ts';

/** A contact as a row of the file gives it. */
export interface NewContact {
  phone: string;
  /** Further numbers, none of them twice. */
  others?: string[];
  name: string;
  variables: Record<string, string>;
  /** Where they are, as far as the row says it. */
  where?: Whereabouts;
  consent?: NewConsent;
}

export type RowReading = { ok: true; contact: NewContact } | { ok: false; cause: string };

/** Twilio allows fewer than 500 characters for name and value of a stream's parameter together. */
const MAX_VALUE = 400;
const MAX_NAME = 200;
export const MAX_NUMBERS = 5;

/** The contact in a row, or why there is none. Values are kept as they are, whatever they begin with. */
export function readRow(values: string[], columns: Columns, defaultCountry: string): RowReading {
  if (values.length > columns.count) return { ok: false, cause: 'more values than there are columns' };
  // The database's text cannot hold NUL.
  if (values.some((value) => value.includes('\0')))
    return { ok: false, cause: 'a value with a NUL character' };
  const at = (index: number | undefined) => (index === undefined ? '' : (values[index] ?? '').trim());
  const country = at(columns.country) || defaultCountry;
  const reading = readPhone(at(columns.phone), country);
  if (!reading.ok) return reading;
  const others = readOthers(reading.phone, columns.otherPhones, at, country);
  if (!others.ok) return others;
  const name = at(columns.name) || [at(columns.firstName), at(columns.lastName)].filter(Boolean).join(' ');
  if (name.length > MAX_NAME) return { ok: false, cause: `a name of more than ${MAX_NAME} characters` };
  const variables = columns.variables.map((column) => [column.name, at(column.index)] as const);
  const tooLong = variables.find(([, value]) => value.length > MAX_VALUE);
  if (tooLong) return { ok: false, cause: `more than ${MAX_VALUE} characters in the column ${tooLong[0]}` };
  const where = readWhereabouts((column) => at(columns.evidence[column]));
  if (!where.ok) return where;
  const consent = readConsent((column) => at(columns.consent[column]));
  if (!consent.ok) return consent;
  return {
    ok: true,
    contact: {
      phone: reading.phone,
      ...(others.phones.length > 0 ? { others: others.phones } : {}),
      name,
      variables: Object.fromEntries(variables),
      where: where.value,
      ...(consent.value ? { consent: consent.value } : {}),
    },
  };
}

/** A further number that cannot be read is a fault of the row: left out, nobody would learn that it is missing. */
function readOthers(
  first: string,
  columns: Columns['otherPhones'],
  at: (index: number) => string,
  country: string,
): { ok: true; phones: string[] } | { ok: false; cause: string } {
  const phones = new Set<string>();
  for (const { index, name } of columns) {
    if (at(index) === '') continue;
    const reading = readPhone(at(index), country);
    if (!reading.ok) return { ok: false, cause: `${reading.cause}, in the column ${name}` };
    if (reading.phone !== first) phones.add(reading.phone);
  }
  if (phones.size >= MAX_NUMBERS) return { ok: false, cause: `more than ${MAX_NUMBERS} numbers` };
  return { ok: true, phones: [...phones] };
}
