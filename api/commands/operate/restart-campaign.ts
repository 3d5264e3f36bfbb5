import { z } from 'zod';
import type { OperationResult } from '../../../contracts/http/admin.ts';
import { campaignWorkflowId } from '../../../contracts/ids.ts';
import { ApiError } from '../../api-error.ts';
import { campaignIdSchema } from '../../parse.ts';
import { findCampaign } from '../../queries/campaigns.ts';
import { isRunning } from '../../queries/workflow-standing.ts';
import { startCampaignWorkflow } from '../campaign-workflow.ts';
import type { Command } from '../command.ts';

const input = z.object({ id: campaignIdSchema });

/**
 * Lets a campaign go on whose workflow was lost or terminated: running or paused, as its record says. Never done by a
 * repair, since somebody may have terminated it on purpose.
 */
export const restartCampaign: Command<typeof input, OperationResult> = {
  name: 'restart_campaign',
  input,
  async run(deps, { id }) {
    const campaign = await findCampaign(id);
    if (campaign.state !== 'running' && campaign.state !== 'paused') {
      throw new ApiError(
        'not_allowed_now',
        `The campaign is ${campaign.state}; only one that is recorded as running or paused can go on.`,
      );
    }
    if (await isRunning(deps, campaignWorkflowId(id))) {
      throw new ApiError('not_allowed_now', 'The campaign has its workflow; there is nothing to restart.');
    }
    const paused = campaign.state === 'paused';
    await startCampaignWorkflow(deps, campaign, { paused, pausedBecause: campaign.reason });
    return { id, message: paused ? 'It is there again, paused; resume it.' : 'It goes on calling.' };
  },
};
