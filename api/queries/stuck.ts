import type { StuckReport } from '../../contracts/http/admin.ts';
import type { ApiDeps } from '../deps.ts';
import { stuckCalls } from './stuck/calls.ts';
import { stuckCampaigns } from './stuck/campaigns.ts';
import { stuckContacts } from './stuck/contacts.ts';
import { stuckLines, stuckPeople } from './stuck/holdings.ts';
import { incompleteCalls, unknownOutcomes } from './stuck/incomplete.ts';
import { merge } from './stuck/looking.ts';

const DAY_MS = 24 * 3600_000;

/**
 * Everything that does not go on by itself, with why and what would help. What is held or goes on is looked for
 * wherever it is; what is over and incomplete, among the calls begun `since` (a day ago when left out).
 */
export async function findStuck(deps: ApiDeps, since = new Date(Date.now() - DAY_MS)): Promise<StuckReport> {
  return merge(
    await Promise.all([
      stuckCampaigns(deps),
      stuckCalls(deps),
      stuckContacts(deps),
      stuckLines(deps),
      stuckPeople(deps),
      unknownOutcomes(since),
      incompleteCalls(deps, since),
    ]),
  );
}
