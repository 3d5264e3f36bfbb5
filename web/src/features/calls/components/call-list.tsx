import { ListFilter, PhoneCall } from 'lucide-react';
import { Button } from '../../../components/ui/button.tsx';
import { LoadMore } from '../../../components/ui/load-more.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../../components/ui/states.tsx';
import { useLoadedPages } from '../../../lib/use-loaded-pages.ts';
import { type CallFilters, useCalls } from '../api/list-calls.ts';
import { CallTable } from './call-table.tsx';

interface CallListProps {
  filters: CallFilters;
  onClearFilters: () => void;
}

/** Calls that pass the filters, newest first. */
export function CallList({ filters, onClearFilters }: CallListProps) {
  const query = useCalls(filters);
  const loadMore = useLoadedPages(query);
  const { calls, data, error, refetch } = query;
  if (!data && error) return <ErrorState what="Calls" error={error} onRetry={refetch} />;
  if (!data) return <SkeletonRows rows={8} label="Calls are loading" />;
  if (calls.length === 0) {
    return filters.outcome ? <NoMatch onClear={onClearFilters} /> : <NoCalls />;
  }
  return (
    <>
      <CallTable calls={calls} withCampaign={!filters.campaignId} />
      <LoadMore
        shown={calls.length}
        noun="call"
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={loadMore}
      />
    </>
  );
}

function NoCalls() {
  return (
    <EmptyState icon={<PhoneCall className="size-5" />} title="No calls yet">
      Each attempt to reach a contact appears here as soon as a running campaign makes it.
    </EmptyState>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={<ListFilter className="size-5" />}
      title="No call ended like this"
      action={
        <Button size="sm" onClick={onClear}>
          Clear the filter
        </Button>
      }
    />
  );
}
