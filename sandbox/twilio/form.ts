import type { Request } from 'express';

/** Reads a parsed form or query, in which a repeated key is a list. Names are case-sensitive; unknown ones are ignored. */
export type Fields = (name: string) => string[];

export function fieldsOf(source: Request['body'] | Request['query']): Fields {
  const record: Record<string, unknown> = typeof source === 'object' && source !== null ? source : {};
  return (name) => {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    if (Array.isArray(value)) return value.filter((one) => typeof one === 'string');
    return typeof value === 'string' ? [value] : [];
  };
}

/** The last value given, or undefined; an empty one counts as none. */
export function one(fields: Fields, name: string): string | undefined {
  return fields(name).at(-1) || undefined;
}

/** Values of a list, given as repeated keys or separated by spaces: the SDK does one, the documentation says the other. */
export function listed(fields: Fields, name: string): string[] {
  return fields(name).flatMap((value) => value.split(' ').filter(Boolean));
}

/** The parameters of a parsed form; a repeated one's values with spaces between. */
export function parametersOf(body: Request['body']): Record<string, string> {
  const fields = fieldsOf(body);
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  return Object.fromEntries(names.map((name) => [name, fields(name).join(' ')]));
}
