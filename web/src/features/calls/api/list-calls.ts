import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { CallView } from '../../../../../contracts/http/calls.ts';
import type { Page } from '../../../../../contracts/http/envelope.ts';
import type { Room } from '../../../../../contracts/live.ts';
import type { Outcome } from '../../../../../contracts/outcome.ts';
import { REFETCH_AT_MOST_EVERY_MS } from '../../../config/timing.ts';
import { queryText, request } from '../../../lib/api-client.ts';
import { itemsOf, withNewer } from '../../../lib/pages.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { throttle } from '../../../lib/throttle.ts';
import { usePolling, useRoom } from '../../../lib/use-live.ts';

export interface CallFilters {
  campaignId?: string | undefined;
  outcome?: Outcome | undefined;
}

export function fetchCalls(
  filters: CallFilters,
  page: { cursor?: string | undefined; limit?: number },
  signal: AbortSignal,
): Promise<Page<CallView>> {
  return request(`/api/calls${queryText({ ...filters, ...page })}`, { signal });
}

/** Calls, newest first. Those of one campaign are pushed; those of all are asked for when any campaign moves. */
export function useCalls(filters: CallFilters) {
  const client = useQueryClient();
  const queryKey = queryKeys.calls(filters);
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchCalls(filters, { cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: usePolling(),
  });
  const refetch = useRefetch();
  useRoom(roomOf(filters.campaignId), {
    calls: (calls) => {
      const accepts = (call: CallView) => !filters.outcome || call.outcome === filters.outcome;
      const at = (call: CallView) => call.startedAt;
      client.setQueryData<typeof query.data>(queryKey, (pages) => withNewer(pages, calls, { accepts, at }));
    },
    campaign: () => {
      if (!filters.campaignId) refetch();
    },
  });
  return { ...query, calls: itemsOf(query.data) };
}

function roomOf(campaignId: string | undefined): Room {
  return campaignId ? { kind: 'campaign', campaignId } : { kind: 'campaigns' };
}

function useRefetch(): () => void {
  const client = useQueryClient();
  const refetch = useMemo(
    () =>
      throttle(
        () => void client.invalidateQueries({ queryKey: queryKeys.callLists }),
        REFETCH_AT_MOST_EVERY_MS,
      ),
    [client],
  );
  useEffect(() => refetch.cancel, [refetch]);
  return refetch.call;
}
