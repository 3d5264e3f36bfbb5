import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CampaignAction } from '../../../../../contracts/campaign.ts';
import type { ActionResult } from '../../../../../contracts/http/campaigns.ts';
import { request } from '../../../lib/api-client.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

export type CampaignCommand =
  | { action: Exclude<CampaignAction, 'stop'> }
  | { action: 'stop'; hangUp: boolean };

function actOnCampaign(campaignId: string, command: CampaignCommand): Promise<ActionResult> {
  const path = `/api/campaigns/${encodeURIComponent(campaignId)}/${command.action}`;
  const body = command.action === 'stop' ? { hangUp: command.hangUp } : undefined;
  return request(path, { method: 'POST', body });
}

/** Start, pause, resume or stop. What is shown is asked for again in any case: a refusal means that it was stale. */
export function useActOnCampaign(campaignId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (command: CampaignCommand) => actOnCampaign(campaignId, command),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.campaign(campaignId) }),
        client.invalidateQueries({ queryKey: queryKeys.campaigns }),
      ]),
  });
}
