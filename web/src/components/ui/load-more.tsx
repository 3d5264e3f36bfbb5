import { Button } from './button.tsx';

interface LoadMoreProps {
  shown: number;
  noun: string;
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
}

/** The foot of a keyset-paged list. */
export function LoadMore({ shown, noun, hasMore, loading, onMore }: LoadMoreProps) {
  return (
    <footer className="flex min-h-13 items-center justify-between gap-3 border-t px-4 py-2 text-ink-faint text-sm sm:px-5">
      <span className="num">
        {hasMore ? `First ${shown}` : `All ${shown}`} {noun}
      </span>
      {hasMore && (
        <Button size="sm" busy={loading} onClick={onMore}>
          Load more
        </Button>
      )}
    </footer>
  );
}
