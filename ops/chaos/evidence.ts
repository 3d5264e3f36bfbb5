import type { Client } from '@temporalio/client';
import type { Progress } from '../../contracts/http/campaigns.ts';
import { parseCallId } from '../../contracts/ids.ts';
import { WORKFLOWS } from '../../contracts/workflow-api.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { type EnrolmentDoc, Enrolments } from '../../platform/models/enrolment.ts';
import { Lines } from '../../platform/models/line.ts';
import { Recordings } from '../../platform/models/recording.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import type { ApiClient } from '../demo/api-client.ts';
import type { Rebirth } from './director.ts';
import type { PausedSpan, SuppressedNumber } from './interventions.ts';
import type { SandboxCall, SandboxReport } from './sandbox-control.ts';

/** A call that the sandbox made, with the id that its callback address carries. */
export interface SeenCall extends SandboxCall {
  callId: string;
  campaignId: string;
  contactId: string;
}

export interface StartedCampaign {
  id: string;
  name: string;
  /** When it may call, epoch ms. */
  opensAt: number;
  closesAt: number;
  finishes: boolean;
}

/** What our own records say at the end. */
export interface Records {
  enrolments: Pick<
    EnrolmentDoc,
    '_id' | 'campaignId' | 'contactId' | 'state' | 'outcome' | 'attempts' | 'deferrals'
  >[];
  calls: Pick<CallDoc, '_id' | 'callSid' | 'outcome' | 'phase'>[];
  transcripts: Set<string>;
  recordings: Set<string>;
  /** Calls that still hold a line, or a person. */
  linesTaken: string[];
  personsLocked: string[];
}

/** All that a verdict goes by. */
export interface Evidence {
  lines: number;
  cps: number;
  campaigns: StartedCampaign[];
  seen: SeenCall[];
  report: Pick<SandboxReport, 'refusals' | 'conversations'>;
  /** Forged post-call webhooks that were not refused. */
  postCallForgeriesTaken: number;
  suppressed: SuppressedNumber[];
  pauses: PausedSpan[];
  rebirths: Rebirth[];
  records: Records;
  /** What the API says, by campaign. */
  progress: Map<string, Progress>;
  /** Ids of campaigns and calls whose workflows still run. */
  workflowsRunning: string[];
}

/** The calls whose callback address carries a call id of ours; others are nobody's, and are kept under that name. */
export function seenCalls(calls: readonly SandboxCall[]): SeenCall[] {
  return calls.map((call) => {
    const address = call.statusCallback ?? '';
    const callId = URL.canParse(address) ? (new URL(address).pathname.split('/').at(-1) ?? '') : '';
    const ids = parseCallId(callId);
    return { ...call, callId, campaignId: ids?.campaignId ?? '', contactId: ids?.contactId ?? '' };
  });
}

export async function readRecords(campaignIds: string[]): Promise<Records> {
  const ours = { campaignId: { $in: campaignIds } };
  const [enrolments, calls, transcripts, recordings, lines, persons] = await Promise.all([
    Enrolments.find(ours).lean(),
    Calls.find(ours, { callSid: 1, outcome: 1, phase: 1 }).lean(),
    Transcripts.find({}, { _id: 1 }).lean(),
    Recordings.find({}, { _id: 1 }).lean(),
    Lines.find({ callId: { $ne: null } }).lean(),
    Contacts.find({ liveCallId: { $ne: null } }, { liveCallId: 1 }).lean(),
  ]);
  return {
    enrolments,
    calls,
    transcripts: new Set(transcripts.map(({ _id }) => _id)),
    recordings: new Set(recordings.map(({ _id }) => _id)),
    linesTaken: lines.flatMap(({ callId }) => callId ?? []),
    personsLocked: persons.flatMap(({ liveCallId }) => liveCallId ?? []),
  };
}

/** The API keeps a count for a second. */
export async function readProgress(api: ApiClient, ids: readonly string[]): Promise<Map<string, Progress>> {
  const views = await Promise.all(ids.map((id) => api.campaign(id)));
  return new Map(views.map(({ id, progress }) => [id, progress]));
}

/** Ids of the workflows of campaigns, calls and their mending that run now, by Temporal's visibility. */
export async function runningWorkflows(temporal: Client): Promise<string[]> {
  const types = [WORKFLOWS.campaign, WORKFLOWS.call, WORKFLOWS.mend].map((name) => `'${name}'`).join(', ');
  const query = `ExecutionStatus = 'Running' AND WorkflowType IN (${types})`;
  const ids: string[] = [];
  for await (const { workflowId } of temporal.workflow.list({ query })) ids.push(workflowId);
  return ids;
}
