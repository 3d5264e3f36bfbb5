import type { z } from 'zod';
import type { AuditView, auditQuerySchema } from '../../contracts/http/admin.ts';
import type { Page } from '../../contracts/http/envelope.ts';
import { AuditEntries, type AuditEntryDoc } from '../../platform/models/audit-entry.ts';
import { pageOf } from './page.ts';

/** What operators did, newest first: the ids of entries sort by time of making. */
export async function listAudit({
  cursor,
  limit,
  since,
  action,
  target,
}: z.output<typeof auditQuerySchema>): Promise<Page<AuditView>> {
  const range = { ...(cursor ? { $lt: cursor } : {}), ...(since ? { $gte: idAt(since) } : {}) };
  const docs = await AuditEntries.find({
    ...(Object.keys(range).length > 0 ? { _id: range } : {}),
    ...(since ? { at: { $gte: since } } : {}),
    ...(action ? { action } : {}),
    ...(target ? { targets: target } : {}),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<AuditEntryDoc[]>();
  const page = pageOf(docs, limit, (doc) => doc._id);
  return { ...page, items: page.items.map(toView) };
}

/** The smallest id of a second: the first four bytes of an id are the second in which it was made. */
function idAt(moment: Date): string {
  const seconds = Math.max(0, Math.floor(moment.getTime() / 1000));
  return `${seconds.toString(16).padStart(8, '0')}${'0'.repeat(16)}`;
}

function toView(doc: AuditEntryDoc): AuditView {
  const { _id, by, action, targets, input, state, requestId } = doc;
  return {
    id: _id,
    by: { id: by.id, name: by.name },
    action,
    targets,
    input: input ?? null,
    state,
    result: doc.result ?? null,
    error: doc.error ?? null,
    at: doc.at.toISOString(),
    endedAt: doc.endedAt?.toISOString() ?? null,
    requestId,
  };
}
