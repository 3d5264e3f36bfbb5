import { z } from 'zod';
import { allowedActions } from '../../contracts/campaign.ts';
import type { CampaignView, Progress } from '../../contracts/http/campaigns.ts';
import { type Page, pageQuerySchema } from '../../contracts/http/envelope.ts';
import { type CampaignDoc, Campaigns } from '../../platform/models/campaign.ts';
import { ApiError } from '../api-error.ts';
import type { ApiDeps } from '../deps.ts';
import { campaignIdSchema } from '../parse.ts';
import { pageOf } from './page.ts';

export const campaignsQuerySchema = pageQuerySchema.extend({
  cursor: campaignIdSchema.optional(),
  /** Those that are put away, in place of the others. */
  archived: z.stringbool().default(false),
});

/** Campaigns, newest first: their ids sort by time of making. */
export async function listCampaigns(
  deps: Pick<ApiDeps, 'progress'>,
  { cursor, limit, archived }: z.output<typeof campaignsQuerySchema>,
): Promise<Page<CampaignView>> {
  const docs = await Campaigns.find({
    ...(cursor ? { _id: { $lt: cursor } } : {}),
    archived: archived ? true : { $ne: true },
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<CampaignDoc[]>();
  const page = pageOf(docs, limit, (doc) => doc._id);
  return { ...page, items: await viewCampaigns(deps, page.items) };
}

/** The campaign's record, or `not_found`. */
export async function findCampaign(id: string): Promise<CampaignDoc> {
  const doc = await Campaigns.findById(id).lean<CampaignDoc | null>();
  if (!doc) throw new ApiError('not_found', 'No campaign has this id.');
  return doc;
}

export async function readCampaign(deps: Pick<ApiDeps, 'progress'>, id: string): Promise<CampaignView> {
  const [view] = await viewCampaigns(deps, [await findCampaign(id)]);
  if (!view) throw new ApiError('not_found', 'No campaign has this id.');
  return view;
}

/** Campaigns as the API shows them, with their counts, in the order given. */
export async function viewCampaigns(
  { progress }: Pick<ApiDeps, 'progress'>,
  docs: CampaignDoc[],
): Promise<CampaignView[]> {
  const counts = await progress.read(docs.map((doc) => doc._id));
  return docs.flatMap((doc) => {
    const counted = counts.get(doc._id);
    return counted ? [toView(doc, counted)] : [];
  });
}

function toView(doc: CampaignDoc, progress: Progress): CampaignView {
  return {
    id: doc._id,
    name: doc.name,
    state: doc.state,
    reason: doc.reason,
    settings: doc.settings,
    version: doc.version ?? 1,
    archived: doc.archived ?? false,
    progress,
    actions: allowedActions(doc.state),
    createdAt: doc.createdAt.toISOString(),
    startedAt: doc.startedAt?.toISOString() ?? null,
    endedAt: doc.endedAt?.toISOString() ?? null,
  };
}
