import { limitsOf } from '../contracts/budget.ts';
import type { SelfPause } from '../contracts/campaign-states.ts';
import { Calls } from '../platform/models/call.ts';
import type { CampaignDoc } from '../platform/models/campaign.ts';
import { Lines } from '../platform/models/line.ts';
import { tripped } from '../workflows/pacing/breaker.ts';
import { type BudgetVerdict, withinBudget } from '../workflows/pacing/budget.ts';
import { lowBalance } from './balance.ts';
import type { Dependencies } from './dependencies.ts';
import { readSpend } from './spend.ts';

/** Looks at what may make a campaign pause itself, as often as each is worth it. */
export interface Watch {
  look(campaign: CampaignDoc): Promise<BudgetVerdict>;
  /** So many calls were claimed since: they have money set aside before they are seen in the records. */
  claimed(calls: number): void;
}

const BUDGET_EVERY_MS = 5_000;
const LIMITS_EVERY_MS = 15_000;
const LATELY_MS = 15 * 60_000;
/** Enough for any rate, however many calls a quarter of an hour has. */
const MOST_CALLS = 5_000;
const FREE: BudgetVerdict = { most: Number.POSITIVE_INFINITY };

export function watchCampaign(deps: Dependencies): Watch {
  let budget = FREE;
  let budgetAt = 0;
  let limitsAt = 0;
  let settings = '';
  return {
    async look(campaign) {
      const now = Date.now();
      // Raised while it runs: that counts at once.
      const edited = settings !== JSON.stringify(campaign.settings.budget);
      settings = JSON.stringify(campaign.settings.budget);
      if (edited || now - budgetAt >= BUDGET_EVERY_MS || budget.most === 0) {
        budgetAt = now;
        budget = await lookAtBudget(deps, campaign, now);
      }
      if (budget.pause) return budget;
      let pause: SelfPause | undefined;
      if (now - limitsAt >= LIMITS_EVERY_MS) {
        limitsAt = now;
        pause = (await lowBalance(deps, now)) ?? (await lookAtLimits(campaign, now));
      }
      return pause ? { most: 0, pause } : budget;
    },
    claimed(calls) {
      budget = { ...budget, most: Math.max(0, budget.most - calls) };
    },
  };
}

async function lookAtBudget(deps: Dependencies, campaign: CampaignDoc, now: number): Promise<BudgetVerdict> {
  const { budget } = campaign.settings;
  if (!budget || (budget.total === undefined && budget.perDay === undefined)) return FREE;
  const up = await Lines.countDocuments({ callId: { $gte: `${campaign._id}.`, $lt: `${campaign._id}/` } });
  return withinBudget({ budget, ...(await readSpend(deps.env, campaign, up, now)) });
}

/** Calls from before it was resumed do not count: somebody has looked into them. */
async function lookAtLimits(campaign: CampaignDoc, now: number): Promise<SelfPause | undefined> {
  const since = new Date(Math.max(now - LATELY_MS, campaign.runningSince?.getTime() ?? 0));
  const calls = await Calls.find(
    { campaignId: campaign._id, startedAt: { $gte: since }, phase: 'ended', callSid: { $type: 'string' } },
    { outcome: 1, firstAudioMs: 1, optedOut: 1 },
  )
    .limit(MOST_CALLS)
    .lean();
  return tripped(calls, limitsOf(campaign.settings));
}
