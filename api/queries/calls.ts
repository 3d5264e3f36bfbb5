import { z } from 'zod';
import { type CallView, callsQuerySchema } from '../../contracts/http/calls.ts';
import type { Page } from '../../contracts/http/envelope.ts';
import { type CallId, parseCallId } from '../../contracts/ids.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import { ApiError } from '../api-error.ts';
import type { ApiDeps } from '../deps.ts';
import { viewCalls } from './call-views.ts';
import { pageOf } from './page.ts';

/** Where a page of calls goes on: after the call that began at this moment and has this id. */
interface CallCursor {
  startedAt: Date;
  id: CallId;
}

const cursorSchema = z.string().transform((text, context): CallCursor => {
  const [, ms, id] = /^(\d{1,15})_(.+)$/.exec(text) ?? [];
  if (ms && id && parseCallId(id)) return { startedAt: new Date(Number(ms)), id };
  context.addIssue({ code: 'custom', message: 'must be the nextCursor of a page of calls' });
  return z.NEVER;
});

export const callsPageQuerySchema = callsQuerySchema.extend({ cursor: cursorSchema.optional() });

/** Calls, newest first. */
export async function listCalls(
  deps: ApiDeps,
  { campaignId, outcome, cursor, limit }: z.output<typeof callsPageQuerySchema>,
): Promise<Page<CallView>> {
  const docs = await Calls.find({
    ...(campaignId ? { campaignId } : {}),
    ...(outcome ? { outcome } : {}),
    ...(cursor ? before(cursor) : {}),
  })
    .sort({ startedAt: -1, _id: -1 })
    .limit(limit + 1)
    .lean<CallDoc[]>();
  const page = pageOf(docs, limit, (doc) => `${doc.startedAt.getTime()}_${doc._id}`);
  return { ...page, items: await viewCalls(deps, page.items) };
}

function before({ startedAt, id }: CallCursor) {
  return { $or: [{ startedAt: { $lt: startedAt } }, { startedAt, _id: { $lt: id } }] };
}

/** The call's record, or `not_found`. */
export async function findCall(id: CallId): Promise<CallDoc> {
  const doc = await Calls.findById(id).lean<CallDoc | null>();
  if (!doc) throw new ApiError('not_found', 'No call has this id.');
  return doc;
}

export async function readCall(deps: ApiDeps, id: CallId): Promise<CallView> {
  const [view] = await viewCalls(deps, [await findCall(id)]);
  if (!view) throw new ApiError('not_found', 'No call has this id.');
  return view;
}
