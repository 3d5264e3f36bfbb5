import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { z } from 'zod';
import { allowedActions, type CampaignAction } from '../../contracts/campaign.ts';
import { type ActionResult, stopCampaignBodySchema } from '../../contracts/http/campaigns.ts';
import { pauseUpdate, resumeUpdate, stopUpdate } from '../../contracts/workflow-api.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { ApiError } from '../api-error.ts';
import type { ApiDeps } from '../deps.ts';
import { campaignIdSchema } from '../parse.ts';
import { findCampaign } from '../queries/campaigns.ts';
import { askCampaignWorkflow, refusal, startCampaignWorkflow, wakeCampaign } from './campaign-workflow.ts';
import type { Command } from './command.ts';
import { lookAgainAfterPause } from './edit/look-again.ts';

const idInput = z.object({ id: campaignIdSchema });
const stopInput = stopCampaignBodySchema.extend({ id: campaignIdSchema });

const SHOWS_WITHIN_MS = 3000;
const LOOK_EVERY_MS = 100;

/** Starts a campaign that is ready. */
export const startCampaign: Command<typeof idInput, ActionResult> = {
  name: 'start_campaign',
  input: idInput,
  async run(deps, { id }) {
    const campaign = await findCampaign(id);
    if (!allowedActions(campaign.state).includes('start')) throw refusal('start', campaign.state);
    if (campaign.archived) {
      throw new ApiError('not_allowed_now', 'The campaign is archived; take it out of the archive first.');
    }
    await startCampaignWorkflow(deps, campaign);
    return { state: await stateOnceStarted(id), callsUp: 0 };
  },
};

/** Starts no new calls until resumed; calls that are up go on. */
export const pauseCampaign: Command<typeof idInput, ActionResult> = {
  name: 'pause_campaign',
  input: idInput,
  run: (deps, { id }, by) =>
    control(deps, id, 'pause', (handle) =>
      handle.executeUpdate(pauseUpdate, { args: [{ reason: `Paused by ${by.name}` }] }),
    ),
};

/** Goes on with a campaign that is paused. */
export const resumeCampaign: Command<typeof idInput, ActionResult> = {
  name: 'resume_campaign',
  input: idInput,
  async run(deps, { id }) {
    const resumed = await control(deps, id, 'resume', (handle) => handle.executeUpdate(resumeUpdate));
    await lookAgainAfterPause(id);
    await wakeCampaign(deps, id);
    return resumed;
  },
};

/** Ends a campaign for good; with `hangUp`, also the calls that are up. */
export const stopCampaign: Command<typeof stopInput, ActionResult> = {
  name: 'stop_campaign',
  input: stopInput,
  run: (deps, { id, hangUp }) =>
    control(deps, id, 'stop', (handle) => handle.executeUpdate(stopUpdate, { args: [{ hangUp }] })),
};

/**
 * The record lags behind the workflow by moments, so a campaign that has begun is asked whatever its record says:
 * its own validators know best. One that never began has nobody to ask.
 */
async function control(
  deps: ApiDeps,
  id: string,
  action: CampaignAction,
  ask: (handle: WorkflowHandle) => Promise<ActionResult>,
): Promise<ActionResult> {
  const campaign = await findCampaign(id);
  if (campaign.state === 'draft') throw refusal(action, campaign.state);
  const result = await askCampaignWorkflow(deps, campaign, action, ask);
  deps.progress.forget(id);
  return result;
}

/** The workflow writes the state itself; a moment is given to it, so that whoever reads next sees it. */
async function stateOnceStarted(id: string): Promise<ActionResult['state']> {
  const until = Date.now() + SHOWS_WITHIN_MS;
  while (Date.now() < until) {
    const record = await Campaigns.findById(id, { state: 1 }).lean();
    if (record && record.state !== 'ready') return record.state;
    await delay(LOOK_EVERY_MS);
  }
  return 'running';
}
