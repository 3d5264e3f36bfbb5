import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CampaignView, CreateCampaignBody } from '../../../../../contracts/http/campaigns.ts';
import { request } from '../../../lib/api-client.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

function createCampaign(body: CreateCampaignBody): Promise<CampaignView> {
  return request('/api/campaigns', { method: 'POST', body });
}

export function useCreateCampaign() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: createCampaign,
    onSuccess: async (campaign) => {
      client.setQueryData(queryKeys.campaign(campaign.id), campaign);
      await client.invalidateQueries({ queryKey: queryKeys.campaigns });
    },
  });
}
