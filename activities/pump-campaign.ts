import { sleep } from '@temporalio/activity';
import type { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { SelfPause } from '../contracts/campaign-states.ts';
import { callWorkflowId, enrolmentIdOf, parseCallId } from '../contracts/ids.ts';
import {
  agentKey,
  type CallInput,
  campaignKey,
  stateKey,
  TASK_QUEUES,
  WORKFLOWS,
} from '../contracts/workflow-api.ts';
import { type CampaignDoc, Campaigns } from '../platform/models/campaign.ts';
import { BY_DUE, Enrolments } from '../platform/models/enrolment.ts';
import { queueName } from '../platform/temporal.ts';
import { agentOf } from './agent-of.ts';
import { hasFreeNumber } from './caller-ids.ts';
import { claimEnrolments } from './claim-enrolments.ts';
import { awaitedGoals } from './decide-goal.ts';
import type { Dependencies } from './dependencies.ts';
import { askNoMore, noteStarted, takeTurn } from './room.ts';
import { sayItCalls, sayWhatItWaitsFor } from './waiting-reason.ts';
import { watchCampaign } from './watch-campaign.ts';

export interface Pumped {
  /** Calls started by this activity. */
  started: number;
  /** Contacts without a final outcome, calls that are up included. */
  open: number;
  /** Calls claimed or up. */
  up: number;
  /** Epoch milliseconds of the next due contact; undefined when nobody waits. */
  nextDueAt?: number;
  /** Why the campaign should pause itself now. */
  pause?: SelfPause;
}

/** One activity pumps for so long, so that a campaign's history stays far smaller than its calls'. */
const PUMP_MS = 20_000;
const BEAT_MS = 500;

/**
 * Starts calls as contacts come due and lines come free, for a while or until there is nothing to do. It looks at
 * the campaign's state before every claim, so a pause takes effect within half a second. Safe to repeat at any point.
 */
export async function pumpCampaign(
  deps: Dependencies,
  { campaignId }: { campaignId: string },
): Promise<Pumped> {
  const until = Date.now() + PUMP_MS;
  let started = 0;
  let fruitless = false;
  const watch = watchCampaign(deps);
  for (;;) {
    const campaign = await Campaigns.findById(campaignId).lean();
    if (campaign?.state !== 'running') {
      await askNoMore(campaignId);
      return { started, ...(await standing(campaignId)) };
    }
    const { most, pause } = await watch.look(campaign);
    if (pause) {
      await askNoMore(campaignId);
      return { started, pause, ...(await standing(campaignId)) };
    }
    const turn = await takeTurn(deps.env, campaign, { most, fruitless });
    if (!(await mayShowANumber(campaign))) turn.room = 0;
    const unwashed: string[] = [];
    const calls = await claimEnrolments(deps.env, campaign, turn, (reason) => unwashed.push(reason));
    fruitless = turn.room > 0 && calls.length === 0;
    watch.claimed(calls.length);
    await noteStarted(campaign, calls.length);
    await Promise.all(calls.map((callId) => startCall(deps, campaign, callId)));
    started += calls.length;
    if (calls.length > 0 && campaign.reason !== 'Calling') await sayItCalls(campaignId);
    if (unwashed[0]) {
      await askNoMore(campaignId);
      const reason = `${unwashed[0]}; say that it was, once all contacts are imported, and resume it`;
      return { started, pause: { reason }, ...(await standing(campaignId)) };
    }
    const idle = !(await isUp(campaignId)) && !(await isDue(campaignId));
    if (idle) await askNoMore(campaignId);
    // Counted once for each pump, since it takes the longer the more contacts wait.
    if (idle || Date.now() >= until) {
      const now = await standing(campaignId);
      if (idle && now.nextDueAt !== undefined) await sayWhatItWaitsFor(campaignId, now.nextDueAt);
      return { started, ...now };
    }
    await sleep(BEAT_MS);
  }
}

/** Where every number of its pool was shown as often as it may be in a day, nobody is claimed in vain. */
async function mayShowANumber({ settings: { callerIds } }: CampaignDoc): Promise<boolean> {
  return !callerIds || hasFreeNumber(callerIds);
}

async function isUp(campaignId: string): Promise<boolean> {
  return (await Enrolments.exists({ campaignId, state: { $in: ['claimed', 'calling'] } })) !== null;
}

async function isDue(campaignId: string): Promise<boolean> {
  const due = { campaignId, state: 'waiting' as const, dueAt: { $lte: new Date() } };
  return (await Enrolments.exists(due).hint(BY_DUE)) !== null;
}

async function standing(campaignId: string): Promise<Omit<Pumped, 'started'>> {
  const [waiting, up] = await Promise.all([
    Enrolments.countDocuments({ campaignId, state: 'waiting' }),
    Enrolments.countDocuments({ campaignId, state: { $in: ['claimed', 'calling'] } }),
  ]);
  if (waiting === 0) return { open: up === 0 ? await awaitedGoals(campaignId) : up, up };
  return { open: waiting + up, up, nextDueAt: await nextDueAt(campaignId) };
}

async function nextDueAt(campaignId: string): Promise<number> {
  if (await isDue(campaignId)) return Date.now();
  const [first] = await Enrolments.aggregate<{ at: Date }>([
    { $match: { campaignId, state: 'waiting' } },
    { $group: { _id: null, at: { $min: '$dueAt' } } },
  ]);
  return first?.at.getTime() ?? Date.now();
}

/** Starts the workflow of a claimed call. Its id makes it unique: a second start finds the first. */
async function startCall(deps: Dependencies, campaign: CampaignDoc, callId: string): Promise<void> {
  const contactId = parseCallId(callId)?.contactId ?? '';
  const agentId = await agentOf(deps.env, campaign, contactId);
  try {
    await deps.temporal.workflow.start(WORKFLOWS.call, {
      workflowId: callWorkflowId(callId),
      taskQueue: queueName(deps.env, TASK_QUEUES.calls),
      args: [callInput(deps, campaign, callId)],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      typedSearchAttributes: new TypedSearchAttributes([
        { key: campaignKey, value: campaign._id },
        { key: agentKey, value: agentId },
        { key: stateKey, value: 'calling' },
      ]),
      staticSummary: `${campaign.name}, attempt ${callId.split('.')[2]}`,
      priority: { fairnessKey: campaign._id },
    });
  } catch (error) {
    // Over already: its own last activity has moved the contact on.
    if ((error as WorkflowExecutionAlreadyStartedError).name !== 'WorkflowExecutionAlreadyStartedError')
      throw error;
  }
  await Enrolments.updateOne(
    { _id: enrolmentIdOf(campaign._id, contactId), callId, state: 'claimed' },
    { $set: { state: 'calling' } },
  );
}

function callInput(deps: Dependencies, { settings }: CampaignDoc, callId: string): CallInput {
  return {
    callId,
    ringSeconds: settings.ringSeconds,
    maxCallSeconds: settings.maxCallSeconds,
    onVoicemail: settings.onVoicemail,
    treatUnknownAsHuman: deps.env.AMD_TREAT_UNKNOWN_AS_HUMAN,
  };
}
