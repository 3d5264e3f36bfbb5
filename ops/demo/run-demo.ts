import { setTimeout as delay } from 'node:timers/promises';
import mongoose from 'mongoose';
import type { CampaignView } from '../../contracts/http/campaigns.ts';
import { connectMongo } from '../../platform/mongo.ts';
import { connectTemporal } from '../../platform/temporal.ts';
import type { Running } from '../launch/bring-up.ts';
import { LaunchError } from '../launch/launch-error.ts';
import { ApiClient } from './api-client.ts';
import { demoContacts, toCsv } from './contacts.ts';
import { seenCalls } from './referee.ts';
import { answeredCalls, makeReport, papersOf, type Report } from './report.ts';

export interface DemoOptions {
  contacts: number;
  seed: number;
  /** Ends the worker as a crash would, once a third is done. */
  killWorker: boolean;
  signal: AbortSignal;
  /** Each look at how it goes. */
  onProgress: (campaign: CampaignView, elapsedMs: number) => void;
  onEvent: (text: string) => void;
}

const LOOK_MS = 500;
/** Longer than any call of the sandbox with its retry: nothing moving for so long is a fault. */
const STALL_MS = 180_000;
/** Transcripts are ready some seconds after a call, and are fetched with pauses that grow. */
const PAPERS_MS = 120_000;

/** Imports fictional contacts, dials them, waits for all that belongs to it, and says what came of it. */
export async function runDemo({ urls, env, kill }: Running, options: DemoOptions): Promise<Report> {
  const api = new ApiClient(urls.api, env.API_KEY ?? '');
  const campaign = await prepare(api, options);
  options.onEvent(`watch it at ${urls.page}/campaigns/${campaign.id}`);
  const began = Date.now();
  await api.start(campaign.id);
  await untilCompleted(api, campaign.id, began, { ...options, killNow: () => kill('worker') });
  const seconds = Math.round((Date.now() - began) / 100) / 10;
  await connectMongo(env.MONGODB_URI);
  const temporal = await connectTemporal(env);
  try {
    await untilPapersAreIn(urls.sandbox, campaign.id, options.signal);
    return await makeReport(temporal, campaign.id, await seenCalls(urls.sandbox, campaign.id), seconds);
  } finally {
    await Promise.all([temporal.connection.close(), mongoose.disconnect()]);
  }
}

async function prepare(api: ApiClient, { contacts, seed, onEvent }: DemoOptions): Promise<CampaignView> {
  const campaign = await api.createCampaign({
    name: `Demo of ${new Date().toISOString().slice(0, 16).replace('T', ' ')}`,
    settings: {
      lines: 20,
      ringSeconds: 15,
      maxCallSeconds: 120,
      retry: { maxAttempts: 2, afterSeconds: { busy: 5, no_answer: 5 } },
    },
  });
  const { added, rejected } = await api.importContacts(campaign.id, toCsv(demoContacts(contacts, seed)));
  if (added !== contacts)
    throw new LaunchError(`Of ${contacts} contacts ${added} were added and ${rejected} rejected.`);
  onEvent(`${added} fictional contacts imported`);
  return campaign;
}

interface Watching extends DemoOptions {
  killNow: () => void;
}

async function untilCompleted(api: ApiClient, id: string, began: number, options: Watching): Promise<void> {
  let last = '';
  let movedAt = Date.now();
  let mayKill = options.killWorker;
  for (;;) {
    options.signal.throwIfAborted();
    const campaign = await api.campaign(id);
    options.onProgress(campaign, Date.now() - began);
    // Its counts may be a second older than its state.
    if (campaign.state === 'completed' && campaign.progress.done === campaign.progress.total) return;
    if (campaign.state !== 'running' && campaign.state !== 'completed')
      throw new LaunchError(`The campaign is ${campaign.state}: ${campaign.reason}`);
    const { progress } = campaign;
    if (mayKill && progress.done * 3 >= progress.total) {
      mayKill = false;
      options.onEvent('killing the worker (kill -9) in the middle of it');
      options.killNow();
    }
    const now = JSON.stringify(progress);
    if (now !== last) movedAt = Date.now();
    last = now;
    if (Date.now() - movedAt > STALL_MS)
      throw new LaunchError(`Nothing has moved for ${STALL_MS / 60_000} min: ${now}`);
    await delay(LOOK_MS, undefined, { signal: options.signal });
  }
}

/** Waits for the transcripts and recordings of answered calls; what is missing in the end is told by the report. */
async function untilPapersAreIn(sandboxUrl: string, campaignId: string, signal: AbortSignal): Promise<void> {
  const until = Date.now() + PAPERS_MS;
  while (Date.now() < until) {
    const answered = await answeredCalls(campaignId, await seenCalls(sandboxUrl, campaignId));
    const { transcripts, recordings } = await papersOf(answered);
    if (transcripts === answered.length && recordings === answered.length) return;
    await delay(LOOK_MS, undefined, { signal });
  }
}
