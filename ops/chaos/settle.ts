import type { Client } from '@temporalio/client';
import { Enrolments } from '../../platform/models/enrolment.ts';
import type { ApiClient } from '../demo/api-client.ts';
import { runningWorkflows, type StartedCampaign } from './evidence.ts';
import { cameTrue, persist } from './until.ts';

export interface Settled {
  /** False when it took too long. */
  isSettled: boolean;
  /** Contacts whose campaign was closed and would not open in time. */
  waitingForHours: number;
}

const LOOK_MS = 1_000;
const ASK_MS = 30_000;

/**
 * Waits until every campaign is over, and every call with it. Campaigns whose hours have passed or are not to come are
 * stopped once none of their calls is up; who waited then, waits for hours that did not come.
 */
export async function settle(
  api: ApiClient,
  temporal: Client,
  campaigns: readonly StartedCampaign[],
  limitMs: number,
  signal: AbortSignal,
): Promise<Settled> {
  const stopped = new Set<string>();
  let waitingForHours = 0;
  const look = async () => {
    for (const { id, finishes, closesAt, opensAt } of campaigns) {
      const now = Date.now();
      const isClosed = now < opensAt || now > closesAt;
      if (finishes || stopped.has(id) || !isClosed || (await isCalling(id))) continue;
      const { state, progress } = await api.campaign(id);
      if (state === 'running' || state === 'paused') await api.act(id, 'stop');
      waitingForHours += progress.waiting;
      stopped.add(id);
    }
    return (await runningWorkflows(temporal)).length === 0;
  };
  const isSettled = await cameTrue(() => persist(look, ASK_MS, signal), limitMs, signal, LOOK_MS);
  return { isSettled, waitingForHours };
}

async function isCalling(campaignId: string): Promise<boolean> {
  return (await Enrolments.exists({ campaignId, state: { $in: ['claimed', 'calling'] } })) !== null;
}
