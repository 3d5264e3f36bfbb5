import type { Page } from '../../contracts/http/envelope.ts';

/** A page of `limit` from a list that was read with one more than that: the extra one says that there is a next page. */
export function pageOf<T>(items: T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = items.length > limit && last !== undefined;
  return { items: shown, nextCursor: hasMore ? cursorOf(last) : null };
}
