import {
  type CallId,
  callWorkflowId,
  enrolmentIdOf,
  mendWorkflowId,
  parseCallId,
} from '../../../contracts/ids.ts';
import { TASK_QUEUES, WORKFLOWS } from '../../../contracts/workflow-api.ts';
import type { CallDoc } from '../../../platform/models/call.ts';
import { Campaigns } from '../../../platform/models/campaign.ts';
import { type EnrolmentDoc, Enrolments } from '../../../platform/models/enrolment.ts';
import { queueName } from '../../../platform/temporal.ts';
import { makeCall, makeCampaign } from './calls.ts';
import type { ApiWorld } from './world.ts';

export const ENDED: Partial<CallDoc> = {
  phase: 'ended',
  intent: 'closed',
  outcome: 'no_answer',
  callSid: `CA${'1'.repeat(32)}`,
  endedAt: new Date(),
};

/** A running campaign's record, with a plan for retries. */
export async function makePlannedCampaign(maxAttempts = 1): Promise<string> {
  const campaignId = await makeCampaign();
  const settings = {
    lines: 1,
    ringSeconds: 15,
    maxCallSeconds: 60,
    retry: { maxAttempts, afterSeconds: {} },
  };
  await Campaigns.updateOne({ _id: campaignId }, { $set: { settings } });
  return campaignId;
}

/** A call with its contact's place in the campaign. */
export async function makeEnrolledCall(
  campaignId: string,
  call: Partial<CallDoc> = ENDED,
  enrolment: Partial<EnrolmentDoc> = {},
): Promise<CallId> {
  const callId = await makeCall(campaignId, call);
  await enrol(callId, { outcome: call.outcome ?? null, ...enrolment });
  return callId;
}

export async function enrol(callId: CallId, more: Partial<EnrolmentDoc>): Promise<void> {
  const { campaignId, contactId, attempt } = partsOf(callId);
  await Enrolments.create({
    _id: enrolmentIdOf(campaignId, contactId),
    campaignId,
    contactId,
    state: 'done',
    attempts: attempt,
    dueAt: new Date(0),
    callId,
    ...more,
  });
}

export function enrolmentOf(callId: CallId): Promise<EnrolmentDoc | null> {
  const { campaignId, contactId } = partsOf(callId);
  return Enrolments.findById(enrolmentIdOf(campaignId, contactId)).lean<EnrolmentDoc | null>();
}

export function partsOf(callId: CallId) {
  const parts = parseCallId(callId);
  if (!parts) throw new Error('not a call id');
  return parts;
}

/** A call's workflow that nobody works on: it runs, and takes signals. */
export function startCallWorkflow({ env, temporal }: ApiWorld, callId: CallId) {
  return temporal.workflow.start(WORKFLOWS.call, {
    workflowId: callWorkflowId(callId),
    taskQueue: queueName(env, TASK_QUEUES.calls),
    args: [{ callId }],
  });
}

/** The status of the workflow that mends a call; undefined when none was started. */
export async function mendOf({ temporal }: ApiWorld, callId: CallId): Promise<string | undefined> {
  const handle = temporal.workflow.getHandle(mendWorkflowId(callId));
  return handle.describe().then(
    ({ status, type }) => `${type} ${status.name}`,
    () => undefined,
  );
}

/** As a worker makes it at its start, but for its hours: it runs when it is told to alone. */
export async function scheduleSweep({ env, temporal }: ApiWorld): Promise<void> {
  await temporal.schedule.create({
    scheduleId: queueName(env, 'sweep'),
    spec: { intervals: [{ every: '300 days' }] },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOWS.sweep,
      taskQueue: queueName(env, TASK_QUEUES.calls),
      args: [],
    },
  });
}

/** Ends what a test has started and nobody works on. */
export async function endWorkflows({ env, temporal }: ApiWorld): Promise<void> {
  const query = `TaskQueue = "${queueName(env, TASK_QUEUES.calls)}" AND ExecutionStatus = "Running"`;
  for await (const { workflowId } of temporal.workflow.list({ query })) {
    await temporal.workflow
      .getHandle(workflowId)
      .terminate('the test is over')
      .catch(() => undefined);
  }
}
