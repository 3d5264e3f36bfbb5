import { plural } from '../../lib/format.ts';
import { Button } from './button.tsx';

interface LoadMoreProps {
  shown: number;
  /** What is listed, in the singular. */
  noun: string;
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
}

/** The foot of a keyset-paged list: how much of it is shown, and the way to more. */
export function LoadMore({ shown, noun, hasMore, loading, onMore }: LoadMoreProps) {
  const count = plural(shown, noun);
  return (
    <footer className="flex min-h-13 items-center justify-between gap-3 border-t px-4 py-2 text-ink-faint text-sm sm:px-5">
      <span className="num">{hasMore ? `First ${count}` : shown === 1 ? count : `All ${count}`}</span>
      {hasMore && (
        <Button size="sm" busy={loading} onClick={onMore}>
          Load more
        </Button>
      )}
    </footer>
  );
}
