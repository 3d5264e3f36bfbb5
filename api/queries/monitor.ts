import type { CampaignState } from '../../contracts/campaign.ts';
import type { Monitor } from '../../contracts/http/admin.ts';
import type { Outcome } from '../../contracts/outcome.ts';
import { TASK_QUEUES } from '../../contracts/workflow-api.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import { type CampaignDoc, Campaigns } from '../../platform/models/campaign.ts';
import { Lines } from '../../platform/models/line.ts';
import { queuedLately } from '../../platform/queued-calls.ts';
import { standingCampaign } from '../../platform/standing-campaigns.ts';
import { queueName } from '../../platform/temporal.ts';
import { slowDown } from '../../workflows/pacing/next-moment.ts';
import { askTemporal } from '../ask-temporal.ts';
import type { ApiDeps } from '../deps.ts';

type Queue = NonNullable<Monitor['queues']>[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** No call takes longer from its start to its end, so those that ended within an hour began within this. */
const LONGEST_CALL_MS = 2 * HOUR_MS;
const ASK_WITHIN_MS = 3000;
/** `temporal.api.enums.v1.TaskQueueType`. */
const QUEUE_TYPES = { workflows: 1, activities: 2 } as const;
const UP = { phase: { $in: ['placing' as const, 'up' as const] } };

/** How it goes at this moment, recounted from the records. */
export async function readMonitor(deps: ApiDeps): Promise<Monitor> {
  const now = Date.now();
  const [callsUp, used, total, startsLastMinute, outcomesLastHour, oldest, campaigns, queues, queued] =
    await Promise.all([
      callsUpByCampaign(),
      Lines.countDocuments({ callId: { $type: 'string' } }),
      Lines.countDocuments({}),
      Calls.countDocuments({ startedAt: { $gte: new Date(now - MINUTE_MS) }, callSid: { $type: 'string' } }),
      outcomesSince(now),
      Calls.findOne(UP, { startedAt: 1 })
        .sort({ startedAt: 1 })
        .lean<Pick<CallDoc, '_id' | 'startedAt'> | null>(),
      campaignsByState(),
      queuesOf(deps),
      queuedLately(now),
    ]);
  return {
    at: new Date(now).toISOString(),
    callsUp,
    lines: { used, total },
    startsLastMinute,
    outcomesLastHour,
    oldestUp: oldest && {
      id: oldest._id,
      startedAt: oldest.startedAt.toISOString(),
      seconds: Math.round((now - oldest.startedAt.getTime()) / 1000),
    },
    campaigns,
    queues,
    notices: noticesOf(queued),
  };
}

function noticesOf(queued: number): string[] {
  if (queued === 0) return [];
  const slower = slowDown(queued) < 1 ? ' Dialing is slower until a minute has passed without.' : '';
  return [
    `${queued} calls of the last minute waited in Twilio's queue: TWILIO_CPS is above what the account allows.${slower}`,
  ];
}

async function callsUpByCampaign(): Promise<Monitor['callsUp']> {
  const counts = await Calls.aggregate<{ _id: string; up: number }>([
    { $match: UP },
    { $group: { _id: '$campaignId', up: { $sum: 1 } } },
  ]);
  const ids = counts.map(({ _id }) => _id);
  const docs = await Campaigns.find({ _id: { $in: ids } }).lean<CampaignDoc[]>();
  const known = new Map(docs.map((doc) => [doc._id, doc]));
  const byCampaign = counts
    .map(({ _id, up }) => {
      const campaign = known.get(_id) ?? standingCampaign(_id);
      return { id: _id, name: campaign?.name ?? '', up, lines: campaign?.settings.lines ?? 0 };
    })
    .sort((one, other) => other.up - one.up);
  return { total: byCampaign.reduce((sum, { up }) => sum + up, 0), byCampaign };
}

async function outcomesSince(now: number): Promise<Partial<Record<Outcome, number>>> {
  const counts = await Calls.aggregate<{ _id: Outcome | null; count: number }>([
    {
      $match: {
        startedAt: { $gte: new Date(now - HOUR_MS - LONGEST_CALL_MS) },
        endedAt: { $gte: new Date(now - HOUR_MS) },
      },
    },
    { $group: { _id: '$outcome', count: { $sum: 1 } } },
  ]);
  return Object.fromEntries(counts.map(({ _id, count }) => [_id ?? 'unknown', count]));
}

async function campaignsByState(): Promise<Partial<Record<CampaignState, number>>> {
  const counts = await Campaigns.aggregate<{ _id: CampaignState; count: number }>([
    { $group: { _id: '$state', count: { $sum: 1 } } },
  ]);
  return Object.fromEntries(counts.map(({ _id, count }) => [_id, count]));
}

/** What waits in each queue and how many workers ask there; null when Temporal cannot say. */
export async function queuesOf(deps: ApiDeps): Promise<Queue[] | null> {
  try {
    return await Promise.all([
      queueOf(deps, TASK_QUEUES.calls, 'workflows'),
      queueOf(deps, TASK_QUEUES.dial, 'activities'),
      queueOf(deps, TASK_QUEUES.io, 'activities'),
    ]);
  } catch {
    return null;
  }
}

async function queueOf({ temporal, env }: ApiDeps, queue: string, kind: Queue['kind']): Promise<Queue> {
  const name = queueName(env, queue);
  const { pollers, stats } = await askTemporal(temporal, ASK_WITHIN_MS, () =>
    temporal.workflowService.describeTaskQueue({
      namespace: env.TEMPORAL_NAMESPACE,
      taskQueue: { name },
      taskQueueType: QUEUE_TYPES[kind],
      reportStats: true,
    }),
  );
  return { name, kind, backlog: Number(stats?.approximateBacklogCount ?? 0), pollers: pollers?.length ?? 0 };
}
