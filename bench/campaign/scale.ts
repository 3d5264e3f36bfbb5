import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import mongoose from 'mongoose';
import { claimEnrolments } from '../../activities/claim-enrolments.ts';
import { takeTurn } from '../../activities/room.ts';
import { campaignWorkflowId } from '../../contracts/ids.ts';
import { wakeSignal } from '../../contracts/workflow-api.ts';
import type { Env } from '../../platform/env.ts';
import { type CampaignDoc, Campaigns } from '../../platform/models/campaign.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Lines } from '../../platform/models/line.ts';
import { connectMongo } from '../../platform/mongo.ts';
import { connectTemporal } from '../../platform/temporal.ts';
import { usageOfGroup } from '../measure/processes.ts';
import { median, rounded } from './figures.ts';
import { type Installation, prepare, type Surroundings, withInstallation } from './installation.ts';
import { anyNumbers } from './people.ts';

/** Calls of a page, and pages of which the median counts. */
const PAGE = 20;
const PAGES = 15;
/** Contacts of the last pages. */
const LAST = PAGE * PAGES * 2;
const DAY_MS = 24 * 3600_000;
/** More turns than a run of the workflow takes before it continues as new. */
const MOST_WAKES = 700;

export interface ScaleResult {
  contacts: number;
  importSeconds: number;
  claimMs: { first: number; last: number; ratio: number };
  workflow: { turns: number; continuedAsNew: boolean; events: number; kilobytes: number };
  workerMegabytes: { before: number; after: number };
}

/** A campaign of many contacts: what claiming costs at its beginning and at its end, and how its workflow stays small. */
export function measureScale(around: Surroundings, contacts: number): Promise<ScaleResult> {
  const account = { TWILIO_MAX_CALLS: '40', TWILIO_CPS: '20', SANDBOX_CPS: '20' };
  return withInstallation(around, account, async (installation) => {
    const { env } = installation.running;
    const began = Date.now();
    const id = await prepare(installation, 'Scale', anyNumbers(contacts), { lines: 40 });
    const importSeconds = Math.round((Date.now() - began) / 1_000);
    await connectMongo(env.MONGODB_URI);
    const temporal = await connectTemporal(env);
    try {
      const claimMs = await measureClaims(env, id);
      const before = workerMegabytes(installation);
      const workflow = await turnOften(installation, temporal, id);
      const after = workerMegabytes(installation);
      return { contacts, importSeconds, claimMs, workflow, workerMegabytes: { before, after } };
    } finally {
      await Promise.all([temporal.connection.close(), mongoose.disconnect()]);
    }
  });
}

async function measureClaims(env: Env, id: string): Promise<ScaleResult['claimMs']> {
  const stored = await Campaigns.findById(id).lean();
  if (!stored) throw new Error('The campaign is gone.');
  const campaign: CampaignDoc = { ...stored, state: 'running' };
  const first = await claimCost(env, campaign);
  const kept = await Enrolments.find({ campaignId: id, state: 'waiting' }, { _id: 1 })
    .sort({ _id: -1 })
    .limit(LAST)
    .lean();
  const oldest = kept.at(-1)?._id ?? '';
  await Enrolments.updateMany(
    { campaignId: id, state: 'waiting', _id: { $lt: oldest } },
    { $set: { state: 'done', outcome: 'busy' } },
  );
  await clearAway();
  const last = await claimCost(env, campaign);
  return { first, last, ratio: rounded(last / first) };
}

/**
 * What was changed leaves its old versions behind, in the indexes too, and a database clears them away as it goes: PostgreSQL
 * once a fifth of a collection is old, looking each minute. Calling so many takes hours. Here they are changed within
 * seconds, so that the last pages would be measured on a heap of leavings that no campaign ever has before it.
 */
async function clearAway(): Promise<void> {
  await mongoose.connection.db?.command({ compact: Enrolments.collection.collectionName, force: true });
}

/** Milliseconds of a turn and its claims, at the median; what was claimed is done at once, as if it had been called. */
async function claimCost(env: Env, campaign: CampaignDoc): Promise<number> {
  const times: number[] = [];
  for (let page = 0; page < PAGES; page += 1) {
    const began = performance.now();
    const turn = await takeTurn(env, campaign);
    const calls = await claimEnrolments(env, campaign, { ...turn, room: Math.min(PAGE, turn.room) });
    times.push(performance.now() - began);
    if (calls.length !== PAGE) throw new Error(`${calls.length} contacts were claimed and not ${PAGE}.`);
    await Enrolments.updateMany({ campaignId: campaign._id, state: 'claimed' }, { $set: { state: 'done' } });
    await Lines.updateMany({ callId: { $ne: null } }, { $set: { callId: null, takenAt: null } });
  }
  return rounded(median(times));
}

/** Nobody is due, and the workflow is woken again and again: each time it takes a turn, until it continues as new. */
async function turnOften(
  { api, say, signal }: Installation,
  temporal: Client,
  id: string,
): Promise<ScaleResult['workflow']> {
  const due = new Date(Date.now() + DAY_MS);
  await Enrolments.updateMany({ campaignId: id, state: 'waiting' }, { $set: { dueAt: due } });
  await api.start(id);
  const handle = temporal.workflow.getHandle(campaignWorkflowId(id));
  const { runId } = await handle.describe();
  const run = temporal.workflow.getHandle(campaignWorkflowId(id), runId);
  let seen = await run.describe();
  let turns = 0;
  while (turns < MOST_WAKES && seen.status.name === 'RUNNING') {
    const { historyLength } = seen;
    await handle.signal(wakeSignal);
    turns += 1;
    do {
      await delay(20, undefined, { signal });
      seen = await run.describe();
    } while (seen.historyLength <= historyLength + 4 && seen.status.name === 'RUNNING');
    if (turns % 50 === 0) say('campaign', `woken ${turns} times, ${seen.historyLength} events`);
  }
  await api.act(id, 'stop');
  const kilobytes = Math.round((seen.historySize ?? 0) / 1024);
  const continuedAsNew = seen.status.name === 'CONTINUED_AS_NEW';
  return { turns, continuedAsNew, events: seen.historyLength, kilobytes };
}

function workerMegabytes({ running }: Installation): number {
  const pid = running.processes().worker?.pid;
  return pid === undefined ? Number.NaN : Math.round(usageOfGroup(pid).rssBytes / 2 ** 20);
}
