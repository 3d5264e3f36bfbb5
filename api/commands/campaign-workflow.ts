import {
  WorkflowExecutionAlreadyStartedError,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { allowedActions, type CampaignAction, type CampaignState } from '../../contracts/campaign.ts';
import { campaignWorkflowId } from '../../contracts/ids.ts';
import {
  agentKey,
  type CampaignAnswer,
  type CampaignInput,
  campaignKey,
  stateKey,
  TASK_QUEUES,
  WORKFLOWS,
  wakeSignal,
} from '../../contracts/workflow-api.ts';
import type { CampaignDoc } from '../../platform/models/campaign.ts';
import { queueName } from '../../platform/temporal.ts';
import { ApiError } from '../api-error.ts';
import { askTemporal } from '../ask-temporal.ts';
import type { ApiDeps } from '../deps.ts';

/**
 * Every question to Temporal ends after this; the page that asks is waiting. A task that got lost on its way to a worker
 * is given to another after 10 s.
 */
const DEADLINE_MS = 12_000;

/**
 * Starts a campaign's workflow. Two starts at once are one; a campaign that has run is not run again, even when its
 * record says otherwise, unless an operator lets it go on from where its workflow was lost (`goingOn`).
 */
export async function startCampaignWorkflow(
  deps: ApiDeps,
  campaign: CampaignDoc,
  goingOn?: CampaignInput['carried'],
): Promise<void> {
  const { temporal } = deps;
  try {
    await askTemporal(temporal, DEADLINE_MS, () =>
      temporal.workflow.start(WORKFLOWS.campaign, {
        ...startOptions(deps, campaign, goingOn),
        workflowIdReusePolicy: goingOn ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new ApiError('not_allowed_now', 'The campaign has run already; make a new one of its contacts.');
  }
}

/**
 * Has a campaign that has completed run again, since contacts wait in it. Its workflow is woken where it is about to
 * end, and started anew where it has ended: Temporal does either in one step, so none of two requests is lost.
 */
export async function reopenCampaign(deps: ApiDeps, campaign: CampaignDoc): Promise<void> {
  const { temporal } = deps;
  await askTemporal(temporal, DEADLINE_MS, () =>
    temporal.workflow.signalWithStart(WORKFLOWS.campaign, {
      ...startOptions(deps, campaign),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      signal: wakeSignal,
    }),
  );
}

function startOptions({ env }: ApiDeps, campaign: CampaignDoc, goingOn?: CampaignInput['carried']) {
  const input: CampaignInput = { campaignId: campaign._id, ...(goingOn ? { carried: goingOn } : {}) };
  return {
    workflowId: campaignWorkflowId(campaign._id),
    taskQueue: queueName(env, TASK_QUEUES.calls),
    args: [input] as [CampaignInput],
    staticSummary: campaign.name,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: campaignKey, value: campaign._id },
      { key: stateKey, value: goingOn?.paused ? 'paused' : 'running' },
      { key: agentKey, value: campaign.settings.agentId ?? env.ELEVENLABS_AGENT_ID },
    ]),
  };
}

/**
 * Asks something of a campaign's workflow and waits for its answer. What the workflow refuses, and a workflow that
 * is not there, are `not_allowed_now`; no answer in time is `unavailable`.
 */
export async function askCampaignWorkflow(
  { temporal }: ApiDeps,
  campaign: CampaignDoc,
  action: CampaignAction,
  ask: (handle: WorkflowHandle) => Promise<CampaignAnswer>,
): Promise<CampaignAnswer> {
  const handle = temporal.workflow.getHandle(campaignWorkflowId(campaign._id));
  try {
    return await askTemporal(temporal, DEADLINE_MS, () => ask(handle));
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      throw new ApiError('not_allowed_now', error.cause?.message ?? error.message);
    }
    if (error instanceof WorkflowNotFoundError) throw refusal(action, campaign.state);
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
      throw new ApiError('unavailable', 'The campaign did not answer in time: is a worker running?');
    }
    throw error;
  }
}

/** Says why an action is refused, and what would do. */
export function refusal(action: CampaignAction, state: CampaignState): ApiError {
  const allowed = allowedActions(state);
  if (allowed.includes(action)) {
    return new ApiError(
      'not_allowed_now',
      `Cannot ${action} the campaign: it is recorded as ${state}, but its workflow has ended.`,
    );
  }
  const possible = allowed.length > 0 ? allowed.join(' or ') : 'nothing';
  const hint = state === 'draft' ? 'add contacts first' : `what it allows now: ${possible}`;
  return new ApiError('not_allowed_now', `Cannot ${action} a campaign that is ${state}; ${hint}.`);
}

/** Tells a running campaign to look again now. One that has just ended needs no telling. */
export async function wakeCampaign({ temporal }: ApiDeps, campaignId: string): Promise<void> {
  const handle = temporal.workflow.getHandle(campaignWorkflowId(campaignId));
  try {
    await askTemporal(temporal, DEADLINE_MS, () => handle.signal(wakeSignal));
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
