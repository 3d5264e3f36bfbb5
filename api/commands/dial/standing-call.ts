import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { CampaignSettings } from '../../../contracts/campaign.ts';
import { callIdOf, callWorkflowId } from '../../../contracts/ids.ts';
import {
  agentKey,
  type CallInput,
  campaignKey,
  stateKey,
  TASK_QUEUES,
  WORKFLOWS,
} from '../../../contracts/workflow-api.ts';
import { type CallDoc, Calls } from '../../../platform/models/call.ts';
import { isDuplicateKey } from '../../../platform/mongo.ts';
import { standingCampaign } from '../../../platform/standing-campaigns.ts';
import { queueName } from '../../../platform/temporal.ts';
import { askTemporal } from '../../ask-temporal.ts';
import type { ApiDeps } from '../../deps.ts';

const START_WITHIN_MS = 5_000;

/**
 * The record of a call that no campaign makes, made once for its `requestKey`: whoever comes second finds the first.
 * Its number follows on the person's last one.
 */
export async function recordOnce(
  campaignId: string,
  contactId: string,
  requestKey: string,
  facts: Partial<CallDoc>,
): Promise<CallDoc> {
  for (;;) {
    const known = await Calls.findOne({ requestKey }).lean<CallDoc | null>();
    if (known) return known;
    const attempt = 1 + (await Calls.countDocuments({ campaignId, contactId }));
    const _id = callIdOf({ campaignId, contactId, attempt });
    try {
      await Calls.create({
        _id,
        campaignId,
        contactId,
        attempt,
        phase: 'queued',
        intent: 'released',
        startedAt: new Date(),
        requestKey,
        ...facts,
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

/** Starts the workflow of such a call; one that has been started already is left as it is. */
export async function startStandingCall(
  { env, temporal }: ApiDeps,
  call: CallDoc,
  how: Pick<CallInput, 'byHand' | 'inbound'>,
): Promise<void> {
  const campaign = standingCampaign(call.campaignId);
  if (!campaign) throw new Error('not a call by hand, nor one to us');
  const settings: CampaignSettings = { ...campaign.settings, ...call.request?.settings };
  const agentId = call.agentId ?? settings.agentId ?? env.ELEVENLABS_AGENT_ID;
  const input: CallInput = {
    callId: call._id,
    ringSeconds: settings.ringSeconds,
    maxCallSeconds: settings.maxCallSeconds,
    onVoicemail: settings.onVoicemail,
    treatUnknownAsHuman: env.AMD_TREAT_UNKNOWN_AS_HUMAN,
    ...how,
  };
  try {
    await askTemporal(temporal, START_WITHIN_MS, () =>
      temporal.workflow.start(WORKFLOWS.call, {
        workflowId: callWorkflowId(call._id),
        taskQueue: queueName(env, TASK_QUEUES.calls),
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: campaign.name,
        typedSearchAttributes: new TypedSearchAttributes([
          { key: campaignKey, value: campaign._id },
          { key: agentKey, value: agentId },
          { key: stateKey, value: 'calling' },
        ]),
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
