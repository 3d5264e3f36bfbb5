import type { z } from 'zod';
import { type CampaignState, UP } from '../../../contracts/campaign.ts';
import {
  type BulkResult,
  type OperationResult,
  pauseAllBodySchema,
  stopAllBodySchema,
} from '../../../contracts/http/admin.ts';
import { pauseUpdate } from '../../../contracts/workflow-api.ts';
import { type CampaignDoc, Campaigns } from '../../../platform/models/campaign.ts';
import type { Account } from '../../auth/account.ts';
import type { ApiDeps } from '../../deps.ts';
import { inParallel } from '../../in-parallel.ts';
import { campaignIdSchema } from '../../parse.ts';
import { askCampaignWorkflow } from '../campaign-workflow.ts';
import type { Command } from '../command.ts';
import { bulkResult, resultOf } from './results.ts';
import { stopForGood } from './stop-campaign.ts';

const AT_ONCE = 8;
const stopOneInput = stopAllBodySchema.extend({ id: campaignIdSchema });

/** Stops one campaign, also where its workflow is gone and the ordinary stop is refused. */
export const stopOne: Command<typeof stopOneInput, OperationResult> = {
  name: 'stop_one',
  input: stopOneInput,
  run: async (deps, { id, hangUp }, by) => ({ id, message: await stopForGood(deps, id, hangUp, by) }),
};

/** Stops every campaign that runs or is paused. What could not be stopped is named; ask again. */
export const stopAll: Command<typeof stopAllBodySchema, BulkResult> = {
  name: 'stop_all',
  input: stopAllBodySchema,
  run: (deps, { hangUp }, by) =>
    eachCampaign(deps, 'stop all', UP, ({ _id }) => stopForGood(deps, _id, hangUp, by)),
};

/** Pauses every campaign that runs; calls that are up go on. */
export const pauseAll: Command<typeof pauseAllBodySchema, BulkResult> = {
  name: 'pause_all',
  input: pauseAllBodySchema,
  run: (deps, body, by) =>
    eachCampaign(deps, 'pause all', ['running'], (campaign) => pauseOne(deps, campaign, body, by)),
};

async function pauseOne(
  deps: ApiDeps,
  campaign: CampaignDoc,
  { reason }: z.output<typeof pauseAllBodySchema>,
  by: Account,
): Promise<string> {
  const because = `Paused by ${by.name}${reason ? `: ${reason}` : ''}`;
  const { callsUp } = await askCampaignWorkflow(deps, campaign, 'pause', (handle) =>
    handle.executeUpdate(pauseUpdate, { args: [{ reason: because }] }),
  );
  deps.progress.forget(campaign._id);
  return `Paused; ${callsUp} calls are up and go on.`;
}

async function eachCampaign(
  deps: ApiDeps,
  name: string,
  states: CampaignState[],
  work: (campaign: CampaignDoc) => Promise<string>,
): Promise<BulkResult> {
  const campaigns = await Campaigns.find({ state: { $in: states } }).lean<CampaignDoc[]>();
  const results = await inParallel(campaigns, AT_ONCE, (campaign) =>
    resultOf(deps, campaign._id, false, () => work(campaign)),
  );
  return bulkResult(name, false, results);
}
