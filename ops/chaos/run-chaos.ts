import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { connectMongo } from '../../platform/mongo.ts';
import { connectTemporal } from '../../platform/temporal.ts';
import { ApiClient } from '../demo/api-client.ts';
import type { Running } from '../launch/bring-up.ts';
import type { Say } from '../provision/context.ts';
import { Director } from './director.ts';
import { type Evidence, readProgress, readRecords, runningWorkflows, seenCalls } from './evidence.ts';
import { Interventions } from './interventions.ts';
import { type Finding, judge } from './invariants.ts';
import { Journal } from './journal.ts';
import type { ChaosOptions } from './options.ts';
import { chaosPlan } from './plan.ts';
import type { Points } from './points.ts';
import { type Prepared, prepare } from './prepare.ts';
import { type Misdeeds, SandboxControl } from './sandbox-control.ts';
import { settle } from './settle.ts';
import { cameTrue, persist } from './until.ts';
import { type Summary, summaryOf } from './verdict.ts';
import { Victims, WORKERS } from './victims.ts';

export interface ChaosRun extends ChaosOptions {
  points: Points;
  say: Say;
  signal: AbortSignal;
}

/** Late webhooks, and the schedules that mend every minute, get so long after the last workflow has ended. */
const AFTERWARDS_MS = 150_000;
const LOOK_MS = 3_000;
const ASK_MS = 60_000;

/** Dials while everything breaks, waits until all is done, and judges by what the sandbox has seen. */
export async function runChaos(running: Running, run: ChaosRun): Promise<Summary> {
  const { env, urls } = running;
  const api = new ApiClient(urls.api, env.API_KEY ?? '');
  const journal = new Journal(join(env.DATA_DIR, 'logs', 'deeds.jsonl'), run.say);
  await connectMongo(env.MONGODB_URI);
  const temporal = await connectTemporal(env);
  try {
    const prepared = await prepare(api, run);
    return await breakAndJudge({ running, run, api, journal, temporal, prepared });
  } finally {
    await Promise.all([temporal.connection.close(), mongoose.disconnect(), journal.close()]);
  }
}

interface Stage {
  running: Running;
  run: ChaosRun;
  api: ApiClient;
  journal: Journal;
  temporal: Awaited<ReturnType<typeof connectTemporal>>;
  prepared: Prepared;
}

async function breakAndJudge(stage: Stage): Promise<Summary> {
  const { running, run, api, journal, temporal, prepared } = stage;
  const { signal } = run;
  const { campaigns } = prepared;
  const callable = campaigns.filter(({ name }) => name !== 'closed').map(({ id }) => id);
  const interventions = new Interventions(api, callable, prepared.suppressedLate, signal);
  for (const phone of prepared.suppressedEarly) await interventions.suppress(phone);

  const sandbox = new SandboxControl(running.urls.sandbox);
  await sandbox.misbehave(run.seed);
  const began = Date.now();
  for (const { id } of campaigns) await api.start(id);
  journal.note('started', { seed: run.seed, contacts: prepared.contacts });
  const director = directorOf(stage, interventions, sandbox);
  await director.carryOut(chaosPlan(run.seed, run.kills, callable.length));
  journal.note('the last deed is done');
  const misdeeds = await sandbox.behave();

  const { isSettled, waitingForHours } = await settle(
    api,
    temporal,
    campaigns,
    run.settleMinutes * 60_000,
    signal,
  );
  journal.note(isSettled ? 'all workflows have ended' : 'workflows are left');
  const seconds = Math.round((Date.now() - began) / 100) / 10;
  const evidence = await lastEvidence(stage, () =>
    gather(stage, { sandbox, interventions, director, misdeeds }),
  );
  const findings = judge(evidence);
  return summaryOf({ run, struck: director.struck, seconds, evidence, findings, misdeeds, waitingForHours });
}

interface Witnesses {
  sandbox: SandboxControl;
  interventions: Interventions;
  director: Director;
  misdeeds: Misdeeds;
}

async function gather(
  { run, api, temporal, prepared }: Stage,
  { sandbox, interventions, director, misdeeds }: Witnesses,
): Promise<Evidence> {
  const { campaigns } = prepared;
  const ids = campaigns.map(({ id }) => id);
  const report = await sandbox.report();
  return {
    lines: run.lines,
    cps: run.cps,
    campaigns,
    seen: seenCalls(report.calls),
    report,
    postCallForgeriesTaken: misdeeds.elevenLabs['postCall.badSignature: not refused'] ?? 0,
    suppressed: interventions.suppressed,
    pauses: interventions.pauses,
    rebirths: director.rebirths,
    records: await readRecords(ids),
    progress: await readProgress(api, ids),
    workflowsRunning: await runningWorkflows(temporal),
  };
}

/** As soon as nothing is broken any more that may come right by itself, or after a while in any case. */
async function lastEvidence(
  { running, run: { signal } }: Stage,
  read: () => Promise<Evidence>,
): Promise<Evidence> {
  let evidence = await persist(read, ASK_MS, signal);
  const look = async () => {
    evidence = await persist(read, ASK_MS, signal);
    return isClean(judge(evidence).filter(({ mayComeRight }) => mayComeRight));
  };
  await cameTrue(look, AFTERWARDS_MS, signal, LOOK_MS);
  await keepSeen(join(running.env.DATA_DIR, 'logs', 'seen.json'), evidence);
  return evidence;
}

function directorOf(
  { running, run, journal, prepared }: Stage,
  interventions: Interventions,
  sandbox: SandboxControl,
): Director {
  return new Director({
    victims: new Victims(running),
    points: run.points,
    sandbox,
    interventions,
    journal,
    workersStartedAt: () => {
      const processes = running.processes();
      return WORKERS.map((name) => processes[name]?.startedAt ?? 0);
    },
    expectedDials: prepared.expectedDials,
    signal: run.signal,
  });
}

/** What the sandbox saw, for whoever looks into a failure: without numbers. */
async function keepSeen(file: string, { seen, report }: Evidence): Promise<void> {
  const calls = seen.map(({ to: _, ...call }) => call);
  await writeFile(file, JSON.stringify({ calls, conversations: report.conversations }, undefined, 1), {
    mode: 0o600,
  });
}

export function isClean(findings: readonly Finding[]): boolean {
  return findings.every(({ count }) => count === 0);
}
