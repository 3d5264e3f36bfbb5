import type { Finding } from '../../../contracts/http/admin.ts';
import { type CallId, callWorkflowId } from '../../../contracts/ids.ts';
import type { ApiDeps } from '../../deps.ts';
import { inParallel } from '../../in-parallel.ts';
import { isRunning } from '../workflow-standing.ts';

/** What is younger than this may just be on its way; the sweep waits as long. */
export const SETTLED_MS = 60_000;
/** Of each kind of record so many are looked at; when there are more, the report says so. */
export const MOST_LOOKED_AT = 500;
const AT_ONCE = 16;

/** What one look found, and whether there was more than it looked at. */
export interface Look {
  findings: Finding[];
  truncated: boolean;
}

export function settledBefore(): Date {
  return new Date(Date.now() - SETTLED_MS);
}

/** The first `MOST_LOOKED_AT` of a list that was read with one more. */
export function bounded<T>(items: T[]): { items: T[]; truncated: boolean } {
  return { items: items.slice(0, MOST_LOOKED_AT), truncated: items.length > MOST_LOOKED_AT };
}

export function merge(looks: Look[]): Look {
  return {
    findings: looks.flatMap(({ findings }) => findings),
    truncated: looks.some(({ truncated }) => truncated),
  };
}

/** Those of these calls whose workflow does not run. */
export async function callsWithoutWorkflow(
  deps: Pick<ApiDeps, 'temporal'>,
  callIds: CallId[],
): Promise<Set<CallId>> {
  const ids = [...new Set(callIds)];
  const runs = await inParallel(ids, AT_ONCE, (id) => isRunning(deps, callWorkflowId(id)));
  return new Set(ids.filter((_, index) => !runs[index]));
}
