import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Pumped } from '../../activities/pump-campaign.ts';
import type { CampaignRecord } from '../../activities/record-campaign.ts';
import { WORKFLOWS } from '../../contracts/workflow-api.ts';
import { startTimeSkipping, withWorkers } from '../support/time-skipping.ts';

const WEEK = 7 * 86_400_000;
/** An hour of theirs is one turn of the campaign, six hundred in all: some seconds, or more where much else runs. */
let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await startTimeSkipping();
});
afterAll(() => env.teardown());

it('a campaign lives for a call-back that is weeks away, and completes after it', async () => {
  const dueAt = (await env.currentTimeMs()) + 2 * WEEK;
  const states: string[] = [];
  let dialedAt: number | undefined;
  const activities = {
    pumpCampaign: async (): Promise<Pumped> => {
      const now = await env.currentTimeMs();
      if (now < dueAt) return { started: 0, open: 1, up: 0, nextDueAt: dueAt };
      dialedAt ??= now;
      return { started: 1, open: 0, up: 0 };
    },
    recordCampaign: async ({ state }: CampaignRecord) => {
      states.push(state);
      return { callsUp: 0, open: dialedAt === undefined ? 1 : 0 };
    },
  };
  await withWorkers(env, activities, async (taskQueue) => {
    const args: [object] = [{ campaignId: 'd'.repeat(24) }];
    const handle = await env.client.workflow.start(WORKFLOWS.campaign, {
      workflowId: 'call-back',
      taskQueue,
      args,
    });
    await handle.result();
  });
  expect(states).toEqual(['running', 'completed']);
  expect(dialedAt).toBeGreaterThanOrEqual(dueAt);
  expect(dialedAt).toBeLessThan(dueAt + 60_000);
}, 180_000);
