import type { InfiniteData } from '@tanstack/react-query';
import type { Page } from '../../../contracts/http/envelope.ts';

type Pages<T> = InfiniteData<Page<T>, unknown>;

/** All items that are loaded. A row that moved between two pages while they were fetched is kept once. */
export function itemsOf<T extends { id: string }>(pages: Pages<T> | undefined): T[] {
  const seen = new Map<string, T>();
  for (const page of pages?.pages ?? []) for (const item of page.items) seen.set(item.id, item);
  return [...seen.values()];
}

/** The same pages with newer versions of the items in them; new ones go on top where `accepts` says so. */
export function withNewer<T extends { id: string }>(
  pages: Pages<T> | undefined,
  newer: readonly T[],
  accepts: (item: T) => boolean,
): Pages<T> | undefined {
  if (!pages) return pages;
  const byId = new Map(newer.map((item) => [item.id, item]));
  const updated = pages.pages.map((page) => ({
    ...page,
    items: page.items.map((item) => {
      const found = byId.get(item.id);
      byId.delete(item.id);
      return found ?? item;
    }),
  }));
  const added = [...byId.values()].filter(accepts);
  const [first, ...rest] = updated;
  if (!first || added.length === 0) return { ...pages, pages: updated };
  return { ...pages, pages: [{ ...first, items: [...added, ...first.items] }, ...rest] };
}
