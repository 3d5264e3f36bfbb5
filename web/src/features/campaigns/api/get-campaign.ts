import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CampaignView } from '../../../../../contracts/http/campaigns.ts';
import { request } from '../../../lib/api-client.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { usePolling, useRoom } from '../../../lib/use-live.ts';

export function campaignQuery(id: string) {
  return queryOptions({
    queryKey: queryKeys.campaign(id),
    queryFn: ({ signal }) => request<CampaignView>(`/api/campaigns/${encodeURIComponent(id)}`, { signal }),
  });
}

/** One campaign, kept up to date by the socket. */
export function useCampaign(id: string) {
  const client = useQueryClient();
  useRoom(
    { kind: 'campaign', campaignId: id },
    {
      campaign: (campaign) => {
        if (campaign.id === id) client.setQueryData(queryKeys.campaign(id), campaign);
      },
    },
  );
  return useQuery({ ...campaignQuery(id), refetchInterval: usePolling() });
}
