import type { CallOperation, CallsFilter, Missing } from '../../contracts/http/admin.ts';
import { type CallId, parseCallId } from '../../contracts/ids.ts';
import { isAnswered, OUTCOMES } from '../../contracts/outcome.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import { Recordings } from '../../platform/models/recording.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import { ApiError } from '../api-error.ts';

type Found = Pick<CallDoc, '_id' | 'startedAt'>;
type Condition = Record<string, unknown>;

/** Calls are read in pages of this size while those are looked for that lack something. */
const PAGE = 500;
/** A search ends here and says where to go on. */
const MOST_READ = 20_000;

const ANSWERED: Condition = {
  $or: [{ outcome: { $in: OUTCOMES.filter(isAnswered) } }, { answeredAt: { $type: 'date' } }],
};
const UNACCOUNTED: Condition = {
  $or: [{ phase: { $ne: 'ended' } }, { outcome: 'unknown' }, { outcome: 'canceled', callSid: null }],
};

/** Calls for which an operation could make sense at all. */
const CONCERNED: Record<CallOperation, Condition> = {
  'hang-up': { phase: { $ne: 'ended' } },
  reconcile: UNACCOUNTED,
  refetch: { $and: [{ phase: 'ended' }, ANSWERED] },
  retry: { phase: 'ended' },
};

export interface OperableCalls {
  ids: CallId[];
  nextCursor: string | null;
}

/** The newest calls first that fit the filter and that the operation may concern; `limit` at most. */
export async function operableCalls(
  operation: CallOperation,
  filter: CallsFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<OperableCalls> {
  const ids: CallId[] = [];
  let after = cursor === undefined ? undefined : readCursor(cursor);
  for (let read = 0; read < MOST_READ; read += PAGE) {
    const page = await pageAfter([CONCERNED[operation], ...conditionsOf(filter)], after);
    const lacking = await lackingAmong(page, filter.missing);
    for (const call of page) {
      if (lacking.has(call._id)) ids.push(call._id);
      after = call;
      if (ids.length === limit) return { ids, nextCursor: cursorOf(after) };
    }
    if (page.length < PAGE) return { ids, nextCursor: null };
  }
  return { ids, nextCursor: after ? cursorOf(after) : null };
}

function conditionsOf({ campaignId, outcome, since, until, missing }: CallsFilter): Condition[] {
  return [
    ...(campaignId ? [{ campaignId }] : []),
    ...(outcome ? [{ outcome }] : []),
    ...(since ? [{ startedAt: { $gte: since } }] : []),
    ...(until ? [{ startedAt: { $lt: until } }] : []),
    ...(missing === 'end' ? [UNACCOUNTED] : []),
  ];
}

function pageAfter(conditions: Condition[], after: Found | undefined): Promise<Found[]> {
  const before = after && {
    $or: [{ startedAt: { $lt: after.startedAt } }, { startedAt: after.startedAt, _id: { $lt: after._id } }],
  };
  return Calls.find({ $and: before ? [...conditions, before] : conditions }, { startedAt: 1 })
    .sort({ startedAt: -1, _id: -1 })
    .limit(PAGE)
    .lean<Found[]>();
}

/** Those of a page that lack what is asked for; all of them when nothing is. */
async function lackingAmong(page: Found[], missing: Missing | undefined): Promise<Set<CallId>> {
  const ids = page.map(({ _id }) => _id);
  const lacking = new Set(ids);
  if (missing !== 'transcript' && missing !== 'recording') return lacking;
  const kept =
    missing === 'transcript'
      ? await Transcripts.find({ _id: { $in: ids }, source: 'final' }, { _id: 1 }).lean()
      : await Recordings.find({ _id: { $in: ids } }, { _id: 1 }).lean();
  for (const { _id } of kept) lacking.delete(_id);
  return lacking;
}

function cursorOf({ startedAt, _id }: Found): string {
  return `${startedAt.getTime()}_${_id}`;
}

function readCursor(text: string): Found {
  const [, ms, id] = /^(\d{1,15})_(.+)$/.exec(text) ?? [];
  if (ms && id && parseCallId(id)) return { startedAt: new Date(Number(ms)), _id: id };
  throw new ApiError('invalid_request', 'cursor must be the nextCursor of the answer before.');
}
