import type { z } from 'zod';
import type {
  CampaignVersionView,
  TimelineItem,
  timelineQuerySchema,
} from '../../contracts/http/campaign-edits.ts';
import type { Page } from '../../contracts/http/envelope.ts';
import { type CampaignEventDoc, CampaignEvents } from '../../platform/models/campaign-event.ts';
import {
  type CampaignVersionDoc,
  CampaignVersions,
  currentVersion,
} from '../../platform/models/campaign-version.ts';
import { ApiError } from '../api-error.ts';
import { findCampaign } from './campaigns.ts';
import { pageOf } from './page.ts';

type Entry = { _id: string; at: Date };

/** What happened to a campaign, newest first: its states and why, its edits, imports and redials. */
export async function readTimeline(
  id: string,
  { cursor, limit }: z.output<typeof timelineQuerySchema>,
): Promise<Page<TimelineItem>> {
  const campaign = await findCampaign(id);
  const before = `${id}:${cursor ?? '~'}`;
  const range = { _id: { $gt: `${id}:`, $lt: before } };
  const [events, versions] = await Promise.all([
    CampaignEvents.find(range)
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<CampaignEventDoc[]>(),
    CampaignVersions.find(range, { settings: 0 })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<CampaignVersionDoc[]>(),
  ]);
  const current = currentVersion(campaign);
  const items = newestFirst([
    ...events.map((event) => ({ ...event, item: itemOfEvent(event) })),
    ...[...versions, ...(current._id < before ? [current] : [])].map((version) => ({
      ...version,
      item: itemOfVersion(version),
    })),
  ]);
  const page = pageOf(items, limit, (last) => keyOf(last));
  return { ...page, items: page.items.map(({ item }) => item) };
}

/** One version of name and settings, the current or a former one; `not_found` where there is none. */
export async function readVersion(id: string, version: number): Promise<CampaignVersionView> {
  const current = currentVersion(await findCampaign(id));
  const doc =
    current.version === version
      ? current
      : await CampaignVersions.findOne({ campaignId: id, version }).lean<CampaignVersionDoc | null>();
  if (!doc) throw new ApiError('not_found', `The campaign has no version ${version}.`);
  const { name, settings, by, at, changed, why = null } = doc;
  return { version, name, settings, by, at: at.toISOString(), changed, why };
}

/** By key; the current version may have been put away already, by an edit that came too late. */
function newestFirst<T extends Entry>(entries: T[]): T[] {
  return [...new Map(entries.map((entry) => [entry._id, entry])).values()].sort((one, other) =>
    one._id < other._id ? 1 : -1,
  );
}

function keyOf({ _id }: Entry): string {
  return _id.slice(_id.indexOf(':') + 1);
}

function itemOfVersion(doc: CampaignVersionDoc): TimelineItem {
  const { version, by, at, changed, why = null } = doc;
  return { kind: 'edit', id: keyOf(doc), at: at.toISOString(), version, by: by.name, changed, why };
}

function itemOfEvent(doc: CampaignEventDoc): TimelineItem {
  const { kind, at, state, reason = '', by, contacts = null } = doc;
  const common = { id: keyOf(doc), at: at.toISOString() };
  if (kind === 'state') return { ...common, kind, state: state ?? 'running', reason };
  return { ...common, kind, by: by?.name ?? '', contacts };
}
