import { isGrpcDeadlineError, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { type CampaignSettings, campaignSettingsSchema } from '../../contracts/campaign.ts';
import { ENDED_FOR_GOOD } from '../../contracts/campaign-states.ts';
import type { Preflight, PreflightResult, preflightBodySchema } from '../../contracts/http/preflight.ts';
import { preflightWorkflowId } from '../../contracts/ids.ts';
import { type PreflightInput, TASK_QUEUES, WORKFLOWS } from '../../contracts/workflow-api.ts';
import type { CampaignDoc } from '../../platform/models/campaign.ts';
import { newId } from '../../platform/mongo.ts';
import { queueName } from '../../platform/temporal.ts';
import { ApiError } from '../api-error.ts';
import { askTemporal } from '../ask-temporal.ts';
import { mergeSettings } from '../commands/edit/merge-settings.ts';
import { checkSettings } from '../commands/settings/check-settings.ts';
import type { ApiDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { TookTooLong } from '../within.ts';
import { findCampaign } from './campaigns.ts';

const START_WITHIN_MS = 5_000;
/** Longer than a campaign of some thousand contacts takes; whoever asks is told to come back for a larger one. */
const ANSWER_WITHIN_MS = 20_000;
/** It does not stand still for long: a worker that dies is noticed within seconds. */
const LONGEST_MS = 15 * 60_000;

const settingsInput = z.object({ other: campaignSettingsSchema });

/** Has a workflow work out what a campaign would come to, and waits for it as long as a request may. */
export async function askPreflight(
  deps: ApiDeps,
  campaignId: string,
  { other, at, seed }: z.output<typeof preflightBodySchema>,
): Promise<PreflightResult> {
  const campaign = await findCampaign(campaignId);
  if (ENDED_FOR_GOOD.includes(campaign.state)) {
    throw new ApiError(
      'not_allowed_now',
      `The campaign is ${campaign.state} and calls nobody any more. Duplicate it to try out a plan.`,
    );
  }
  const input: PreflightInput = {
    campaignId,
    at: Math.max(Date.now(), at === undefined ? 0 : Date.parse(at)),
    seed,
    ...(other && { other: await otherSettings(deps, campaign, other) }),
  };
  const id = newId();
  await start(deps, id, input);
  return readPreflight(deps, campaignId, id);
}

/** Held against the vendors, as an edit is. */
async function otherSettings(
  deps: ApiDeps,
  campaign: CampaignDoc,
  patch: Record<string, unknown>,
): Promise<CampaignSettings> {
  const { other } = parseInput(settingsInput, { other: mergeSettings(campaign.settings, patch) });
  await checkSettings(deps, other, campaign.settings);
  return other;
}

async function start({ temporal, env }: ApiDeps, id: string, input: PreflightInput): Promise<void> {
  await askTemporal(temporal, START_WITHIN_MS, () =>
    temporal.workflow.start(WORKFLOWS.preflight, {
      workflowId: preflightWorkflowId(input.campaignId, id),
      taskQueue: queueName(env, TASK_QUEUES.calls),
      args: [input],
      workflowExecutionTimeout: LONGEST_MS,
      staticSummary: 'What a campaign would come to',
    }),
  );
}

/** The result of one that was asked for before, or that it is still being worked out. */
export async function readPreflight(
  { temporal }: Pick<ApiDeps, 'temporal'>,
  campaignId: string,
  id: string,
): Promise<PreflightResult> {
  const handle = temporal.workflow.getHandle<() => Promise<Preflight>>(preflightWorkflowId(campaignId, id));
  try {
    const result = await askTemporal(temporal, ANSWER_WITHIN_MS, () => handle.result());
    return { state: 'ready', id, result };
  } catch (error) {
    if (error instanceof TookTooLong || isGrpcDeadlineError(error)) return { state: 'working', id };
    if (error instanceof WorkflowNotFoundError)
      throw new ApiError('not_found', 'No preflight of this campaign has this id; ask for another.');
    if (error instanceof WorkflowFailedError)
      throw new ApiError('unavailable', 'It could not be worked out; ask again in a moment.');
    throw error;
  }
}
