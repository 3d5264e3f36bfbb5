import type { InfiniteData } from '@tanstack/react-query';
import type { Page } from '../../../contracts/http/envelope.ts';

type Pages<T> = InfiniteData<Page<T>, unknown>;

/** All items that are loaded. A row that moved between two pages while they were fetched is kept once. */
export function itemsOf<T extends { id: string }>(pages: Pages<T> | undefined): T[] {
  const seen = new Map<string, T>();
  for (const page of pages?.pages ?? []) for (const item of page.items) seen.set(item.id, item);
  return [...seen.values()];
}

interface Listing<T> {
  /** Whether a thing that was not in the list belongs into it. */
  accepts: (item: T) => boolean;
  /** ISO 8601; the newest thing comes first. */
  at: (item: T) => string;
}

/** The same pages with newer versions of what is in them, and with what has come since in its place. */
export function withNewer<T extends { id: string }>(
  pages: Pages<T> | undefined,
  newer: readonly T[],
  { accepts, at }: Listing<T>,
): Pages<T> | undefined {
  const [first, ...rest] = pages?.pages ?? [];
  if (!pages || !first) return pages;
  const byId = new Map(newer.map((item) => [item.id, item]));
  const renew = (page: Page<T>) => ({ ...page, items: page.items.map((item) => byId.get(item.id) ?? item) });
  const known = new Set(pages.pages.flatMap((page) => page.items.map((item) => item.id)));
  const last = pages.pages.at(-1);
  const oldest = last?.nextCursor ? last.items.at(-1) : undefined;
  const added = newer.filter(
    (item) => !known.has(item.id) && accepts(item) && (!oldest || at(item) > at(oldest)),
  );
  const top = renew(first);
  if (added.length > 0) top.items = [...added, ...top.items].sort((a, b) => at(b).localeCompare(at(a)));
  return { ...pages, pages: [top, ...rest.map(renew)] };
}
