import type { BulkResult, OneResult } from '../../../contracts/http/admin.ts';
import type { ApiDeps } from '../../deps.ts';
import { toApiError, withoutData } from '../../middleware/error-handler.ts';

/** What came of one of many; what went wrong with it does not keep the others from being done. */
export async function resultOf(
  { log }: Pick<ApiDeps, 'log'>,
  id: string,
  dryRun: boolean,
  work: () => Promise<string>,
): Promise<OneResult> {
  try {
    return { id, result: dryRun ? 'would' : 'done', message: await work() };
  } catch (error) {
    const { status, message } = toApiError(error);
    if (status >= 500) log.error({ error: withoutData(error) }, 'one of many failed');
    return { id, result: status < 500 ? 'refused' : 'failed', message };
  }
}

export function bulkResult(
  action: string,
  dryRun: boolean,
  results: OneResult[],
  nextCursor: string | null = null,
): BulkResult {
  const counts = { done: 0, would: 0, refused: 0, failed: 0 };
  for (const { result } of results) counts[result] += 1;
  return { action, dryRun, counts, results, nextCursor };
}
