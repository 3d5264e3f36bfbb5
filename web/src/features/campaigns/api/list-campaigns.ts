import { infiniteQueryOptions, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { CampaignView } from '../../../../../contracts/http/campaigns.ts';
import type { Page } from '../../../../../contracts/http/envelope.ts';
import { queryText, request } from '../../../lib/api-client.ts';
import { itemsOf, withNewer } from '../../../lib/pages.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { usePolling, useRoom } from '../../../lib/use-live.ts';

function fetchCampaigns(cursor: string | undefined, signal: AbortSignal): Promise<Page<CampaignView>> {
  return request(`/api/campaigns${queryText({ cursor })}`, { signal });
}

export const campaignsQuery = infiniteQueryOptions({
  queryKey: queryKeys.campaigns,
  queryFn: ({ pageParam, signal }) => fetchCampaigns(pageParam, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.nextCursor ?? undefined,
});

const LISTING = { accepts: () => true, at: (campaign: CampaignView) => campaign.createdAt };

/** Campaigns, newest first, kept up to date by the socket. */
export function useCampaigns() {
  const client = useQueryClient();
  const query = useInfiniteQuery({ ...campaignsQuery, refetchInterval: usePolling() });
  useRoom(
    { kind: 'campaigns' },
    {
      campaign: (campaign) => {
        client.setQueryData(campaignsQuery.queryKey, (pages) => withNewer(pages, [campaign], LISTING));
        client.setQueryData(queryKeys.campaign(campaign.id), campaign);
      },
    },
  );
  return { ...query, campaigns: itemsOf(query.data) };
}
