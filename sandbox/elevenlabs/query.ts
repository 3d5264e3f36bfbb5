import type { Request } from 'express';
import { invalid } from './api-error.ts';

/** All values of a query parameter; lists come as repeated keys. */
export function queryValues(request: Request, name: string): string[] {
  const value = request.query[name];
  const values = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === 'string' && one !== '');
}

export function queryValue(request: Request, name: string): string | undefined {
  return queryValues(request, name).at(-1);
}

/** A whole number, or 422. */
export function queryInteger(request: Request, name: string): number | undefined {
  const value = queryValue(request, name);
  if (value === undefined) return undefined;
  if (!/^-?\d+$/.test(value))
    throw invalid(['query', name], 'Input should be a valid integer', 'int_parsing');
  return Number(value);
}

/** `page_size`: 1 to 100, 30 unless given. */
export function pageSize(request: Request): number {
  const size = queryInteger(request, 'page_size') ?? 30;
  if (size < 1 || size > 100) throw invalid(['query', 'page_size'], 'Must be from 1 to 100');
  return size;
}

/**
 * A page of a list. The cursor names the last item of the page before it.
 * @param all in the order wanted
 */
export function cursorPage<T>(request: Request, all: T[], idOf: (item: T) => string) {
  const size = pageSize(request);
  const cursor = queryValue(request, 'cursor');
  const last = cursor && Buffer.from(cursor, 'base64url').toString();
  const from = last ? all.findIndex((item) => idOf(item) === last) + 1 : 0;
  const items = all.slice(from, from + size);
  const end = items.at(-1);
  const hasMore = from + size < all.length;
  const nextCursor = hasMore && end !== undefined ? Buffer.from(idOf(end)).toString('base64url') : null;
  return { items, next_cursor: nextCursor, has_more: hasMore };
}
