import { z } from 'zod';
import { outcomeSchema, terminatedBySchema } from '../call.ts';
import type { CampaignState } from '../campaign.ts';
import type { EnrolmentView } from '../contact.ts';
import type { Outcome } from '../outcome.ts';
import type { CallView } from './calls.ts';
import { pageQuerySchema } from './envelope.ts';

/** What operators may ask; for administrators alone. Times are ISO 8601. */

/** `POST /api/admin/calls/:id/{hang-up,reconcile,refetch,retry}`. Each may be repeated without harm. */
export const callOperationSchema = z.enum(['hang-up', 'reconcile', 'refetch', 'retry']);
export type CallOperation = z.infer<typeof callOperationSchema>;

/** What was done, in a sentence for people. */
export interface OperationResult {
  id: string;
  message: string;
}

const idOfCampaign = z.string().regex(/^[0-9a-f]{24}$/, 'must be the id of a campaign, 24 hex digits');
const moment = z.iso
  .datetime({ offset: true, error: 'must be a moment such as 2026-11-21T09:00:00Z' })
  .transform((text) => new Date(text));

/** What a call may lack: its transcript, its recording, or word of how it ended. */
export const missingSchema = z.enum(['transcript', 'recording', 'end']);
export type Missing = z.infer<typeof missingSchema>;

/** Which calls; all parts must fit. `since` and `until` are about when they began. */
export const callsFilterSchema = z.strictObject({
  campaignId: idOfCampaign.optional(),
  outcome: outcomeSchema.optional(),
  since: moment.optional(),
  until: moment.optional(),
  missing: missingSchema.optional(),
});
export type CallsFilter = z.output<typeof callsFilterSchema>;

const most = z.number().int().min(1).max(1000).default(100);
/** `nextCursor` of the answer before: where to go on. */
const cursor = z.string().max(200).optional();

/** `POST /api/admin/calls/bulk`; the newest calls first. */
export const bulkBodySchema = z.strictObject({
  action: callOperationSchema,
  query: callsFilterSchema,
  /** Only says what would be done. */
  dryRun: z.boolean().default(false),
  limit: most,
  cursor,
});
export type BulkBody = z.input<typeof bulkBodySchema>;

/** `would` stands for `done` where nothing was to be done; `refused` made no sense; `failed` may be tried again. */
export type OneResult = { id: string; result: 'done' | 'would' | 'refused' | 'failed'; message: string };

export interface BulkResult {
  action: string;
  dryRun: boolean;
  counts: Record<OneResult['result'], number>;
  results: OneResult[];
  /** Null when every call that fits was looked at. */
  nextCursor: string | null;
}

/** `POST /api/admin/recover-transcripts`: fetches transcripts again where there is none of the vendor's. */
export const recoverTranscriptsBodySchema = z.strictObject({
  campaignId: idOfCampaign.optional(),
  since: moment.optional(),
  until: moment.optional(),
  dryRun: z.boolean().default(false),
  limit: most,
  cursor,
});

/** `POST /api/admin/calls/:id/terminated-by`: an operator knows better who ended a call. */
export const terminatedByBodySchema = z.strictObject({
  terminatedBy: terminatedBySchema,
  reason: z.string().trim().min(1).max(300),
});

/** `POST /api/admin/stop-all`: every campaign that runs or is paused. They cannot be started again. */
export const stopAllBodySchema = z.strictObject({ hangUp: z.boolean().default(false) });

/** `POST /api/admin/pause-all`: every campaign that runs. */
export const pauseAllBodySchema = z.strictObject({ reason: z.string().trim().min(1).max(300).optional() });

/** `GET /api/admin/stuck?since=…`: how far back incomplete calls are looked for; a day when left out. */
export const stuckQuerySchema = z.strictObject({ since: moment.optional() });

/** `POST /api/admin/stuck/repair`. */
export const repairBodySchema = stuckQuerySchema.extend({ dryRun: z.boolean().default(false) });

/** What can be wrong. Each is explained where it is found. */
export const STUCK_KINDS = [
  'campaign_without_workflow',
  'campaign_not_moving',
  'call_without_workflow',
  'call_too_long',
  'contact_without_call',
  'line_of_ended_call',
  'person_held_by_ended_call',
  'outcome_unknown',
  'transcript_missing',
  'recording_missing',
] as const;
export type StuckKind = (typeof STUCK_KINDS)[number];

/** What `stuck/repair` does about a finding. */
export type Repair = 'mend' | 'sweep' | 'free_person' | 'release_claim' | 'wake';

export interface Finding {
  kind: StuckKind;
  /** The id of what is stuck: of a campaign, a call, a contact in a campaign, a line, or a contact. */
  id: string;
  campaignId: string | null;
  callId: string | null;
  /** Since when, where that is known. */
  since: string | null;
  /** What was found, for people. */
  explanation: string;
  /** What would help, as commands and sentences. */
  help: string[];
  /** Null where somebody has to decide. */
  repair: Repair | null;
}

/** `GET /api/admin/stuck`. */
export interface StuckReport {
  findings: Finding[];
  /** Whether there were more of some kind than are listed. */
  truncated: boolean;
}

/** Answer of `POST /api/admin/stuck/repair`. */
export interface RepairResult {
  dryRun: boolean;
  results: (OneResult & { kind: StuckKind })[];
  /** Findings that wait for somebody's decision. */
  left: number;
}

/** `GET /api/admin/audit?since=…&action=…&target=…` (Page, newest first). */
export const auditQuerySchema = pageQuerySchema.extend({
  cursor: z
    .string()
    .regex(/^[0-9a-f]{24}$/, 'must be the nextCursor of a page before')
    .optional(),
  since: moment.optional(),
  action: z.string().max(60).optional(),
  /** An id of a call or a campaign. */
  target: z.string().max(100).optional(),
});

export const auditStateSchema = z.enum(['begun', 'done', 'refused', 'failed']);
/** `begun` that stays: the process ended before it could say what came of it. */
export type AuditState = z.infer<typeof auditStateSchema>;

export interface AuditView {
  id: string;
  by: { id: string; name: string };
  action: string;
  targets: string[];
  input: unknown;
  state: AuditState;
  result: unknown;
  error: { code: string; message: string } | null;
  at: string;
  endedAt: string | null;
  requestId: string;
}

/** What Temporal says of a workflow. */
export interface WorkflowStanding {
  workflowId: string;
  runId: string;
  /** Temporal's word, such as `RUNNING`, `COMPLETED`, `TERMINATED`. */
  status: string;
  startedAt: string;
  closedAt: string | null;
  /** Events in its history. */
  events: number;
  pendingActivities: PendingActivity[];
  temporalUrl: string | null;
}

export interface PendingActivity {
  type: string;
  state: string;
  attempt: number;
  scheduledAt: string | null;
  lastStartedAt: string | null;
  /** When it is tried again, while it waits for that. */
  nextTryAt: string | null;
  lastFailure: string | null;
}

/** `GET /api/admin/calls/:id`: everything that is known of a call. */
export interface CallDossier {
  call: CallView;
  /** What a record has beyond a CallView. */
  record: {
    intent: string;
    gate: { decision: string; reasons: string[]; at: string } | null;
    answeredBy: string | null;
    terminatedByFrom: string | null;
    firstAudioMs: number | null;
    messageLeft: boolean;
    price: { amount: number; currency: string } | null;
    transcript: 'final' | 'live' | null;
  };
  enrolment: EnrolmentView | null;
  campaign: { id: string; name: string; state: CampaignState; reason: string } | null;
  line: { id: string; takenAt: string | null } | null;
  /** The call that holds this person now, which may be another. */
  personHeldBy: string | null;
  suppressed: boolean;
  /** Other calls to the same person, newest first; a few. */
  otherCalls: { id: string; phase: string; outcome: Outcome | null; startedAt: string }[];
  /** In the order in which they happened, as far as their sources say so. */
  events: { kind: string; receivedAt: string; happenedAt: string | null; facts: Record<string, string> }[];
  /** Null when Temporal has none, or no longer. */
  workflow: WorkflowStanding | null;
  mend: WorkflowStanding | null;
  /** What operators did with it, newest first; a few. */
  audit: AuditView[];
}

/** `GET /api/admin/monitor`. */
export interface Monitor {
  at: string;
  callsUp: { total: number; byCampaign: { id: string; name: string; up: number; lines: number }[] };
  lines: { used: number; total: number };
  startsLastMinute: number;
  outcomesLastHour: Partial<Record<Outcome, number>>;
  oldestUp: { id: string; startedAt: string; seconds: number } | null;
  campaigns: Partial<Record<CampaignState, number>>;
  /** Null when Temporal could not say. */
  queues: { name: string; kind: 'workflows' | 'activities'; backlog: number; pollers: number }[] | null;
  /** What somebody should know of the account, in sentences. */
  notices: string[];
}
