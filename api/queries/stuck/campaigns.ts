import type { WorkflowExecutionDescription } from '@temporalio/client';
import { UP } from '../../../contracts/campaign.ts';
import type { Finding } from '../../../contracts/http/admin.ts';
import { campaignWorkflowId } from '../../../contracts/ids.ts';
import { type CampaignDoc, Campaigns } from '../../../platform/models/campaign.ts';
import { type EnrolmentDoc, Enrolments } from '../../../platform/models/enrolment.ts';
import { Lines } from '../../../platform/models/line.ts';
import type { ApiDeps } from '../../deps.ts';
import { inParallel } from '../../in-parallel.ts';
import { describeWorkflow } from '../workflow-standing.ts';
import { bounded, type Look, MOST_LOOKED_AT } from './looking.ts';
import { type Standstill, whyStandingStill } from './standstill.ts';

/** A pump sleeps five minutes at most; a contact that has been due for longer should have been called. */
const DUE_FOR_LONG_MS = 6 * 60_000;
const AT_ONCE = 8;

/** Campaigns whose workflow is gone, and campaigns that should call and do not. */
export async function stuckCampaigns(deps: ApiDeps): Promise<Look> {
  const docs = await Campaigns.find({ state: { $in: UP } })
    .limit(MOST_LOOKED_AT + 1)
    .lean<CampaignDoc[]>();
  const { items, truncated } = bounded(docs);
  const found = await inParallel(items, AT_ONCE, (campaign) => lookAt(deps, campaign));
  return { findings: found.flatMap((finding) => finding ?? []), truncated };
}

async function lookAt(deps: ApiDeps, campaign: CampaignDoc): Promise<Finding | undefined> {
  const described = await describeWorkflow(deps, campaignWorkflowId(campaign._id));
  if (described?.status.name !== 'RUNNING') return withoutWorkflow(campaign, described);
  return campaign.state === 'running' ? notMoving(campaign, described) : undefined;
}

/** It may have ended since its record was read, so that is read again. */
async function withoutWorkflow(
  { _id, state, name }: CampaignDoc,
  described: WorkflowExecutionDescription | undefined,
): Promise<Finding | undefined> {
  if (!(await Campaigns.exists({ _id, state }))) return undefined;
  const ended = described ? `ended (${described.status.name.toLowerCase()})` : 'is not known to Temporal';
  return {
    kind: 'campaign_without_workflow',
    id: _id,
    campaignId: _id,
    callId: null,
    since: described?.closeTime?.toISOString() ?? null,
    explanation: `"${name}" is recorded as ${state}, but its workflow ${ended}: it calls nobody.`,
    help: [`campaign restart ${_id}`, `campaign stop ${_id}`],
    repair: null,
  };
}

async function notMoving(
  campaign: CampaignDoc,
  described: WorkflowExecutionDescription,
): Promise<Finding | undefined> {
  const still = await standstillOf(campaign._id);
  const why = still && whyStandingStill(still, described);
  if (!still || !why) return undefined;
  return {
    kind: 'campaign_not_moving',
    id: campaign._id,
    campaignId: campaign._id,
    callId: null,
    since: still.dueSince?.toISOString() ?? null,
    explanation: `"${campaign.name}" runs, but ${why.what}`,
    help: why.help,
    repair: why.canWake ? 'wake' : null,
  };
}

/** Undefined while the campaign has calls up, or nobody has been due for long. */
async function standstillOf(campaignId: string): Promise<Standstill | undefined> {
  const longAgo = new Date(Date.now() - DUE_FOR_LONG_MS);
  const up = await Enrolments.countDocuments({ campaignId, state: { $in: ['claimed', 'calling'] } });
  if (up > 0) return undefined;
  const due = await Enrolments.findOne({ campaignId, state: 'waiting', dueAt: { $lte: longAgo } })
    .sort({ dueAt: 1 })
    .lean<EnrolmentDoc | null>();
  if (!due && (await Enrolments.exists({ campaignId, state: 'waiting' }))) return undefined;
  const freeLines = await Lines.countDocuments({ callId: null });
  return { dueSince: due?.dueAt, freeLines };
}
