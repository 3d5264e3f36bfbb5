import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { EnrolmentState, EnrolmentView } from '../../../../../contracts/contact.ts';
import type { Page } from '../../../../../contracts/http/envelope.ts';
import type { Outcome } from '../../../../../contracts/outcome.ts';
import { REFETCH_AT_MOST_EVERY_MS } from '../../../config/timing.ts';
import { queryText, request } from '../../../lib/api-client.ts';
import { itemsOf } from '../../../lib/pages.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { throttle } from '../../../lib/throttle.ts';
import { usePolling, useRoom } from '../../../lib/use-live.ts';

export interface ContactFilters {
  state?: EnrolmentState | undefined;
  outcome?: Outcome | undefined;
}

function fetchContacts(
  campaignId: string,
  filters: ContactFilters,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<EnrolmentView>> {
  const path = `/api/campaigns/${encodeURIComponent(campaignId)}/contacts`;
  return request(path + queryText({ ...filters, cursor }), { signal });
}

/** Contacts of a campaign; asked for again, in measure, as its calls change. */
export function useContacts(campaignId: string, filters: ContactFilters) {
  const query = useInfiniteQuery({
    queryKey: queryKeys.contacts(campaignId, filters),
    queryFn: ({ pageParam, signal }) => fetchContacts(campaignId, filters, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: usePolling(),
  });
  useRefetchOnCalls(campaignId);
  return { ...query, contacts: itemsOf(query.data) };
}

/** Whether a contact still fits a filter hangs on more than its call, so the list is read again. */
function useRefetchOnCalls(campaignId: string): void {
  const client = useQueryClient();
  const refetch = useMemo(
    () =>
      throttle(
        () => void client.invalidateQueries({ queryKey: queryKeys.contactsOf(campaignId) }),
        REFETCH_AT_MOST_EVERY_MS,
      ),
    [client, campaignId],
  );
  useEffect(() => refetch.cancel, [refetch]);
  useRoom({ kind: 'campaign', campaignId }, { calls: refetch.call });
}
