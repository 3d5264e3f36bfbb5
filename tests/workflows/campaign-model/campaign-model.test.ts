import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import type { CampaignRecord } from '../../../activities/record-campaign.ts';
import { stateKey, WORKFLOWS } from '../../../contracts/workflow-api.ts';
import { startTimeSkipping, withWorkers } from '../../support/time-skipping.ts';
import { until } from '../../support/until.ts';
import { Book } from './book.ts';
import { handleOf, type Move, type Played, play, scriptArb } from './moves.ts';

/**
 * What people ask, what is edited, imported and called again, and what dies, in a hundred orders and at once: a campaign
 * moves along allowed edges alone, its last record is its state, nobody is called while it is held, nobody is lost, and
 * nobody is called twice for one wish.
 */
const SEED = 20261121;
const SCRIPTS = 100;
const AT_ONCE = 10;

let env: TestWorkflowEnvironment;
const books = new Map<string, Book>();
beforeAll(async () => {
  env = await startTimeSkipping();
});
afterAll(() => env.teardown());

const activities = {
  recordCampaign: (record: CampaignRecord) => bookOf(record.campaignId).record(record),
  pumpCampaign: ({ campaignId }: { campaignId: string }) => bookOf(campaignId).pump(),
  endCalls: async () => undefined,
};

function bookOf(campaignId: string): Book {
  const book = books.get(campaignId);
  if (!book) throw new Error('no such campaign');
  return book;
}

/** Plays one script to its end and answers what was wrong. */
async function run(script: Move[][], number: number, taskQueue: string): Promise<string[]> {
  const campaignId = String(number).padStart(24, '0');
  const book = new Book();
  books.set(campaignId, book);
  book.add(3);
  const played: Played = { client: env.client, workflowId: `model-${number}`, taskQueue, campaignId, book };
  await env.client.workflow.start(WORKFLOWS.campaign, {
    workflowId: played.workflowId,
    taskQueue,
    args: [{ campaignId }],
  });
  for (const batch of script) await Promise.all(batch.map((move) => play(played, move)));
  await until('the campaign ends', () => hasEnded(played), 60_000);
  const { typedSearchAttributes } = await handleOf(played).describe();
  book.sweep();
  return book.verdict(typedSearchAttributes.get(stateKey) ?? 'unknown');
}

async function hasEnded(played: Played): Promise<boolean> {
  const { status } = await handleOf(played).describe();
  if (status.name === 'RUNNING') await play(played, 'resume');
  return status.name === 'COMPLETED';
}

it('holds in every order', async () => {
  const scripts = fc.sample(scriptArb, { seed: SEED, numRuns: SCRIPTS });
  const faults: string[] = [];
  await withWorkers(env, activities, async (taskQueue) => {
    const left = scripts.entries();
    const player = async () => {
      for (const [number, script] of left) {
        const wrongs = await run(script, number, taskQueue).catch((error: Error) => [error.message]);
        if (wrongs.length > 0)
          faults.push(`seed ${SEED}, script ${number} ${JSON.stringify(script)}: ${wrongs}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, player));
  });
  expect(faults).toEqual([]);
}, 240_000);
