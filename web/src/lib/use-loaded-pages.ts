import { useEffect } from 'react';
import { useSearchParams } from 'react-router-dom';

interface Paged {
  data: { pages: unknown[] } | undefined;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isError: boolean;
  fetchNextPage: () => Promise<unknown>;
}

const MAX_PAGES = 50;

/** Keeps how many pages of a list are open in the address (`pages`), so that a reload or a link shows as many. */
export function useLoadedPages({
  data,
  hasNextPage,
  isFetchingNextPage,
  isError,
  fetchNextPage,
}: Paged): () => void {
  const [params, setParams] = useSearchParams();
  const wanted = Math.min(Number(params.get('pages')) || 1, MAX_PAGES);
  const loaded = data?.pages.length ?? 0;
  const missing = loaded > 0 && loaded < wanted && hasNextPage && !isFetchingNextPage && !isError;
  useEffect(() => {
    if (missing) void fetchNextPage();
  }, [missing, fetchNextPage]);
  return () => {
    void fetchNextPage();
    setParams(
      (now) => {
        now.set('pages', String(loaded + 1));
        return now;
      },
      { replace: true, preventScrollReset: true },
    );
  };
}
