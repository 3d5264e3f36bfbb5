import { type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { PendingActivity, WorkflowStanding } from '../../contracts/http/admin.ts';
import { askTemporal } from '../ask-temporal.ts';
import type { ApiDeps } from '../deps.ts';
import { temporalUrl } from './temporal-url.ts';

const ASK_WITHIN_MS = 4000;
const MOST_CHARACTERS = 500;

type Pending = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];
type Failure = Pending['lastFailure'];

/** `temporal.api.enums.v1.PendingActivityState`, in words. */
const PENDING_STATES = ['unknown', 'scheduled', 'started', 'cancel requested', 'paused', 'pause requested'];

/** What Temporal says of a workflow now; undefined when it has none of this id, or no longer. */
export async function describeWorkflow(
  { temporal }: Pick<ApiDeps, 'temporal'>,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  const handle = temporal.workflow.getHandle(workflowId);
  try {
    return await askTemporal(temporal, ASK_WITHIN_MS, () => handle.describe());
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

export async function isRunning(deps: Pick<ApiDeps, 'temporal'>, workflowId: string): Promise<boolean> {
  return (await describeWorkflow(deps, workflowId))?.status.name === 'RUNNING';
}

/** How a workflow stands, with what it waits for and why that fails; null when there is none. */
export async function workflowStanding(
  deps: Pick<ApiDeps, 'temporal' | 'env'>,
  workflowId: string,
): Promise<WorkflowStanding | null> {
  const described = await describeWorkflow(deps, workflowId);
  if (!described) return null;
  return {
    workflowId,
    runId: described.runId,
    status: described.status.name,
    startedAt: described.startTime.toISOString(),
    closedAt: described.closeTime?.toISOString() ?? null,
    events: described.historyLength,
    pendingActivities: pendingActivities(described),
    temporalUrl: temporalUrl(workflowId, deps.env),
  };
}

export function pendingActivities({ raw }: WorkflowExecutionDescription): PendingActivity[] {
  return (raw.pendingActivities ?? []).map((pending) => ({
    type: pending.activityType?.name ?? '',
    state: PENDING_STATES[pending.state ?? 0] ?? 'unknown',
    attempt: pending.attempt ?? 0,
    scheduledAt: isoOf(pending.scheduledTime),
    lastStartedAt: isoOf(pending.lastStartedTime),
    nextTryAt: isoOf(pending.nextAttemptScheduleTime),
    lastFailure: failureText(pending.lastFailure),
  }));
}

/** An activity's failure and its causes; an error of a vendor may repeat what it was asked, so numbers are hidden. */
function failureText(failure: Failure): string | null {
  const messages: string[] = [];
  for (let one = failure; one && messages.length < 4; one = one.cause)
    if (one.message) messages.push(one.message);
  if (messages.length === 0) return null;
  return messages
    .join(', because ')
    .replace(/\+\d[\d\s().-]{6,18}\d/g, '[number]')
    .slice(0, MOST_CHARACTERS);
}

function isoOf(timestamp: Pending['scheduledTime']): string | null {
  return optionalTsToDate(timestamp)?.toISOString() ?? null;
}
