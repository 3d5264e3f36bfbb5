import type { CallView } from '../../contracts/http/calls.ts';
import type { CampaignView } from '../../contracts/http/campaigns.ts';
import type { CallId } from '../../contracts/ids.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import { type CampaignDoc, Campaigns } from '../../platform/models/campaign.ts';
import type { ApiDeps } from '../deps.ts';
import { viewCalls } from '../queries/call-views.ts';
import { viewCampaigns } from '../queries/campaigns.ts';
import { Memory } from './changed.ts';
import type { Message } from './messages.ts';
import type { RoomSource } from './room-source.ts';

const NEWEST = 50;
const UP = 1000;
/** Calls are looked for this far back, since their records are written a little after they began. */
const OVERLAP_MS = 10_000;

/** A campaign, and those of its calls that are up, began lately, or ended since the last look. */
export function campaignSource(deps: ApiDeps, campaignId: string): RoomSource {
  const campaigns = new Memory<CampaignView>((campaign) => campaign.id);
  const calls = new Memory<CallView>((call) => call.id);
  let up: CallId[] = [];
  let lookedAt = Date.now();

  async function lookAtCalls(): Promise<CallView[]> {
    const since = new Date(lookedAt - OVERLAP_MS);
    lookedAt = Date.now();
    const docs = await readCalls(campaignId, since, up);
    up = docs.filter((doc) => doc.phase !== 'ended').map((doc) => doc._id);
    return viewCalls(deps, docs);
  }

  return {
    async current() {
      const [campaign, recent] = await Promise.all([
        readCampaigns(deps, campaignId),
        readNewest(campaignId).then((docs) => viewCalls(deps, docs)),
      ]);
      if (campaigns.isEmpty) {
        campaigns.take(campaign);
        calls.take(await lookAtCalls());
      }
      return messages(campaign, recent);
    },
    async changes() {
      const [campaign, changed] = await Promise.all([readCampaigns(deps, campaignId), lookAtCalls()]);
      return messages(campaigns.take(campaign), calls.take(changed));
    },
  };
}

function messages(campaigns: CampaignView[], calls: CallView[]): Message[] {
  const ofCampaign = campaigns.map((payload): Message => ({ event: 'campaign', payload }));
  return calls.length > 0 ? [...ofCampaign, { event: 'calls', payload: calls }] : ofCampaign;
}

async function readCampaigns(deps: ApiDeps, id: string): Promise<CampaignView[]> {
  return viewCampaigns(deps, await Campaigns.find({ _id: id }).lean<CampaignDoc[]>());
}

/** The newest calls and all that are up, the newest first. */
async function readNewest(campaignId: string): Promise<CallDoc[]> {
  const [newest, up] = await Promise.all([
    Calls.find({ campaignId }).sort({ startedAt: -1, _id: -1 }).limit(NEWEST).lean<CallDoc[]>(),
    findUp(campaignId),
  ]);
  return distinct([...newest, ...up]);
}

/** Without an order, which on FerretDB no index serves; each part is small by itself. */
async function readCalls(campaignId: string, since: Date, known: CallId[]): Promise<CallDoc[]> {
  const [recent, up, before] = await Promise.all([
    Calls.find({ campaignId, startedAt: { $gte: since } })
      .limit(UP)
      .lean<CallDoc[]>(),
    findUp(campaignId),
    Calls.find({ _id: { $in: known } }).lean<CallDoc[]>(),
  ]);
  return distinct([...recent, ...up, ...before]);
}

function findUp(campaignId: string): Promise<CallDoc[]> {
  return Calls.find({ campaignId, phase: { $in: ['queued', 'placing', 'up'] } })
    .limit(UP)
    .lean<CallDoc[]>();
}

function distinct(docs: CallDoc[]): CallDoc[] {
  return [...new Map(docs.map((doc) => [doc._id, doc])).values()];
}
