import { UP } from '../../contracts/campaign.ts';
import type { CampaignView } from '../../contracts/http/campaigns.ts';
import { type CampaignDoc, Campaigns } from '../../platform/models/campaign.ts';
import type { ApiDeps } from '../deps.ts';
import { viewCampaigns } from '../queries/campaigns.ts';
import { Memory } from './changed.ts';
import type { Message } from './messages.ts';
import type { RoomSource } from './room-source.ts';

const NEWEST = 50;
const ACTIVE = 200;

/** The newest campaigns, and all that are running or paused. */
export function campaignsSource(deps: ApiDeps): RoomSource {
  const memory = new Memory<CampaignView>((campaign) => campaign.id);
  const messages = (campaigns: CampaignView[]): Message[] =>
    campaigns.map((payload) => ({ event: 'campaign', payload }));
  return {
    async current() {
      const campaigns = await readWatched(deps);
      if (memory.isEmpty) memory.take(campaigns);
      return messages(campaigns);
    },
    async changes() {
      return messages(memory.take(await readWatched(deps)));
    },
  };
}

async function readWatched(deps: ApiDeps): Promise<CampaignView[]> {
  const [newest, active] = await Promise.all([
    Campaigns.find({ archived: { $ne: true } })
      .sort({ _id: -1 })
      .limit(NEWEST)
      .lean<CampaignDoc[]>(),
    Campaigns.find({ state: { $in: UP } })
      .limit(ACTIVE)
      .lean<CampaignDoc[]>(),
  ]);
  const byId = new Map([...newest, ...active].map((doc) => [doc._id, doc]));
  return viewCampaigns(deps, [...byId.values()]);
}
