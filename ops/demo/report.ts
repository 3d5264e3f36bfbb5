import type { Client } from '@temporalio/client';
import { isAnswered, type Outcome } from '../../contracts/outcome.ts';
import { SEARCH_ATTRIBUTES, WORKFLOWS } from '../../contracts/workflow-api.ts';
import { Calls } from '../../platform/models/call.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import { Recordings } from '../../platform/models/recording.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import { countDoubleDials, mostAtOnce, mostStartsInASecond, type SeenCall } from './referee.ts';

export interface Report {
  contacts: number;
  /** Phone calls, as the sandbox saw them. */
  calls: number;
  /** Contacts by their final outcome. */
  outcomes: Record<string, number>;
  answered: number;
  /** Of the answered calls. */
  transcripts: number;
  recordings: number;
  doubleDials: number;
  /** Contacts without a final outcome and calls that have not ended. */
  unfinished: number;
  maxCallsUp: number;
  maxStartsPerSecond: number;
  historyEventsPerCall: { p50: number; max: number };
  /** From start to completion. */
  seconds: number;
}

/** Whether the promises held: nobody dialed twice, all finished, and every answered call has its papers. */
export function isClean({ doubleDials, unfinished, answered, transcripts, recordings }: Report): boolean {
  return doubleDials === 0 && unfinished === 0 && transcripts === answered && recordings === answered;
}

/** Ids of the calls that were answered: by the sandbox's word or by ours, whoever says so. */
export async function answeredCalls(campaignId: string, seen: readonly SeenCall[]): Promise<string[]> {
  const calls = await Calls.find({ campaignId }, { outcome: 1 }).lean();
  const ours = calls
    .filter(({ outcome }) => outcome !== undefined && isAnswered(outcome))
    .map(({ _id }) => _id);
  const theirs = seen.filter(({ answeredAt }) => answeredAt !== undefined).map(({ callId }) => callId);
  return [...new Set([...ours, ...theirs])];
}

/** How many of these calls have a transcript, and how many a recording. */
export async function papersOf(callIds: string[]): Promise<{ transcripts: number; recordings: number }> {
  const among = { _id: { $in: callIds } };
  const [transcripts, recordings] = await Promise.all([
    Transcripts.countDocuments(among),
    Recordings.countDocuments(among),
  ]);
  return { transcripts, recordings };
}

/** What came of a campaign, from the sandbox's referee, the database and Temporal. */
export async function makeReport(
  temporal: Client,
  campaignId: string,
  seen: readonly SeenCall[],
  seconds: number,
): Promise<Report> {
  const [enrolments, openCalls, answered, histories] = await Promise.all([
    Enrolments.find({ campaignId }, { state: 1, outcome: 1 }).lean(),
    Calls.countDocuments({ campaignId, outcome: { $exists: false } }),
    answeredCalls(campaignId, seen),
    historyLengths(temporal, campaignId),
  ]);
  const open = enrolments.filter(({ state, outcome }) => state !== 'done' || outcome === null);
  return {
    contacts: enrolments.length,
    calls: seen.length,
    outcomes: tally(enrolments.flatMap(({ outcome }) => outcome ?? [])),
    answered: answered.length,
    ...(await papersOf(answered)),
    doubleDials: countDoubleDials(seen),
    unfinished: open.length + openCalls + seen.filter(({ endedAt }) => endedAt === undefined).length,
    maxCallsUp: mostAtOnce(seen),
    maxStartsPerSecond: mostStartsInASecond(seen),
    historyEventsPerCall: { p50: percentile(histories, 0.5), max: Math.max(0, ...histories) },
    seconds,
  };
}

async function historyLengths(temporal: Client, campaignId: string): Promise<number[]> {
  const query = `${SEARCH_ATTRIBUTES.campaign} = '${campaignId}' AND WorkflowType = '${WORKFLOWS.call}'`;
  const lengths: number[] = [];
  for await (const { historyLength } of temporal.workflow.list({ query })) lengths.push(historyLength ?? 0);
  return lengths;
}

function tally(outcomes: Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}

function percentile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}
