import type { z } from 'zod';
import {
  type BulkResult,
  bulkBodySchema,
  type CallOperation,
  recoverTranscriptsBodySchema,
} from '../../../contracts/http/admin.ts';
import type { ApiDeps } from '../../deps.ts';
import { inParallel } from '../../in-parallel.ts';
import { operableCalls } from '../../queries/operable-calls.ts';
import type { Command } from '../command.ts';
import { operateOnCall, tryOnCall } from './operate-call.ts';
import { bulkResult, resultOf } from './results.ts';

const AT_ONCE = 8;
type Bulk = z.output<typeof bulkBodySchema>;

/** One operation on every call that fits a query. */
export const operateOnCalls: Command<typeof bulkBodySchema, BulkResult> = {
  name: 'calls_bulk',
  input: bulkBodySchema,
  run: (deps, bulk) => operateInBulk(deps, bulk, `calls ${bulk.action}`),
};

/** Fetches transcripts again where there is none of the vendor's. */
export const recoverTranscripts: Command<typeof recoverTranscriptsBodySchema, BulkResult> = {
  name: 'recover_transcripts',
  input: recoverTranscriptsBodySchema,
  run: (deps, { campaignId, since, until, ...rest }) => {
    const query = { campaignId, since, until, missing: 'transcript' as const };
    return operateInBulk(deps, { action: 'refetch', query, ...rest }, 'recover transcripts');
  },
};

async function operateInBulk(
  deps: ApiDeps,
  { action, query, dryRun, limit, cursor }: Bulk,
  name: string,
): Promise<BulkResult> {
  const { ids, nextCursor } = await operableCalls(action, query, { limit, cursor });
  const results = await inParallel(ids, AT_ONCE, (id) => one(deps, action, id, dryRun));
  return bulkResult(name, dryRun, results, nextCursor);
}

function one(deps: ApiDeps, action: CallOperation, id: string, dryRun: boolean) {
  return resultOf(deps, id, dryRun, () =>
    dryRun ? tryOnCall(deps, action, id) : operateOnCall(deps, action, id),
  );
}
