import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Pumped } from '../../activities/pump-campaign.ts';
import type { CampaignRecord } from '../../activities/record-campaign.ts';
import {
  pauseUpdate,
  resumeUpdate,
  stopUpdate,
  WORKFLOWS,
  wakeSignal,
} from '../../contracts/workflow-api.ts';
import { startTimeSkipping, withWorkers } from '../support/time-skipping.ts';
import { until } from '../support/until.ts';

const campaignId = 'c'.repeat(24);
let env: TestWorkflowEnvironment;
let runs = 0;
beforeAll(async () => {
  env = await startTimeSkipping();
});
afterAll(() => env.teardown());

/** Runs a campaign whose pump answers with `standings` one by one (the last is repeated) and tells its states. */
async function run(
  standings: Pumped[],
  meanwhile: (handle: WorkflowHandle, states: string[]) => Promise<void>,
  lateContacts = 0,
  failures: Error[] = [],
) {
  const states: string[] = [];
  const reasons: string[] = [];
  const left = [...standings];
  const ended: string[] = [];
  const fates: string[] = [];
  let pumps = 0;
  let late = lateContacts;
  const activities = {
    pumpCampaign: async (): Promise<Pumped> => {
      pumps += 1;
      const failure = failures.shift();
      if (failure) throw failure;
      return (left.length > 1 ? left.shift() : left[0]) ?? { started: 0, open: 0, up: 0 };
    },
    recordCampaign: async ({ state, reason }: CampaignRecord) => {
      states.push(state);
      reasons.push(reason);
      return { callsUp: 7, open: state === 'completed' && late-- > 0 ? 1 : 0 };
    },
    endCalls: async () => void ended.push('all'),
  };
  await withWorkers(env, activities, async (taskQueue) => {
    runs += 1;
    const workflowId = `campaign-${runs}`;
    const handle = await env.client.workflow.start(WORKFLOWS.campaign, {
      workflowId,
      taskQueue,
      args: [{ campaignId }],
    });
    await meanwhile(handle, states);
    await handle.result().catch((error: Error) => void fates.push(error.message));
  });
  return { states, reasons, pumps, ended, fates };
}

const busyNow: Pumped = { started: 3, open: 10, up: 3, nextDueAt: 0 };
const tomorrow = (): Pumped => ({ started: 0, open: 5, up: 0, nextDueAt: Date.now() + 86_400_000 });
const finished: Pumped = { started: 0, open: 0, up: 0 };

describe('a campaign', () => {
  it('pumps until every contact has an outcome', async () => {
    const { states, pumps } = await run([busyNow, busyNow, finished], async () => {});
    expect(states).toEqual(['running', 'completed']);
    expect(pumps).toBe(3);
  });

  it('sleeps while nobody is due, and looks again', async () => {
    const { states } = await run([tomorrow(), tomorrow(), finished], async () => {});
    expect(states).toEqual(['running', 'completed']);
  });

  it('pauses, says how many calls are up, and goes on', async () => {
    const { states } = await run([tomorrow(), finished], async (handle, states) => {
      await until('it runs', () => states.includes('running'));
      const paused = await handle.executeUpdate(pauseUpdate, { args: [{ reason: 'Paused by Ana' }] });
      expect(paused).toEqual({ state: 'paused', callsUp: 7 });
      await expect(handle.executeUpdate(pauseUpdate, { args: [{ reason: 'again' }] })).rejects.toMatchObject({
        cause: { message: 'A campaign that is paused cannot be paused' },
      });
      expect(await handle.executeUpdate(resumeUpdate)).toEqual({ state: 'running', callsUp: 7 });
    });
    expect(states).toEqual(['running', 'paused', 'running', 'completed']);
  });

  it('stops for good, and ends the calls that are up when asked to', async () => {
    const { states, ended } = await run([tomorrow()], async (handle, states) => {
      await until('it runs', () => states.includes('running'));
      await handle.executeUpdate(stopUpdate, { args: [{ hangUp: true }] });
    });
    expect(states).toEqual(['running', 'stopped']);
    expect(ended).toEqual(['all']);
  });

  it('goes on when contacts were imported at the moment of its completion', async () => {
    const { states } = await run([finished, busyNow, finished], async () => {}, 1);
    expect(states).toEqual(['running', 'completed', 'running', 'completed']);
  });

  it('refuses to resume what runs', async () => {
    await run([tomorrow(), finished], async (handle) => {
      await expect(handle.executeUpdate(resumeUpdate)).rejects.toMatchObject({
        cause: { message: 'A campaign that is running cannot be resumed' },
      });
    });
  });

  it('fails with its reason on what no repetition can mend', async () => {
    const fault = ApplicationFailure.nonRetryable('the list is missing');
    const { states, reasons, fates } = await run([busyNow], async () => {}, 0, [fault]);
    expect(states).toEqual(['running', 'failed']);
    expect(reasons[1]).toBe('It cannot go on: the list is missing');
    expect(fates).toHaveLength(1);
  });
});

describe('a campaign that pauses itself', () => {
  const overBudget = (pause: Pumped['pause']): Pumped => ({ started: 0, open: 5, up: 0, pause });

  it('goes on at its moment', async () => {
    const pause = { reason: 'The budget of the day is used', until: Date.now() + 86_400_000 };
    const { states, reasons } = await run([overBudget(pause), finished], async () => {});
    expect(states).toEqual(['running', 'paused', 'running', 'completed']);
    expect(reasons[1]).toBe('The budget of the day is used');
  });

  it('is looked at again when something was changed', async () => {
    const pause = { reason: 'The budget is used' };
    const { states } = await run([overBudget(pause), overBudget(pause), finished], async (handle, states) => {
      for (const times of [1, 2]) {
        await until('it pauses', () => states.filter((state) => state === 'paused').length === times);
        await handle.signal(wakeSignal);
      }
    });
    expect(states).toEqual(['running', 'paused', 'running', 'paused', 'running', 'completed']);
  });

  it('stays paused once somebody asked for it', async () => {
    const pause = { reason: 'The budget is used', until: Date.now() + 60_000 };
    const { states } = await run([overBudget(pause), finished], async (handle, states) => {
      await until('it pauses', () => states.includes('paused'));
      await handle.executeUpdate(pauseUpdate, { args: [{ reason: 'Paused by Ana' }] });
      await handle.signal(wakeSignal);
      await env.sleep(120_000);
      await handle.executeUpdate(stopUpdate, { args: [{ hangUp: false }] });
    });
    expect(states).toEqual(['running', 'paused', 'paused', 'stopped']);
  });
});
