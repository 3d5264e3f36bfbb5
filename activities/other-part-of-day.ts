import type { CampaignDoc } from '../platform/models/campaign.ts';
import type { ContactDoc } from '../platform/models/contact.ts';
import { dateLimits, windowLimits } from '../workflows/gate/schedule.ts';
import { intersectAll } from '../workflows/gate/spans.ts';
import { whereabouts } from '../workflows/gate/whereabouts.ts';
import { spreadOut } from '../workflows/spread.ts';
import type { Attempt } from './attempts.ts';
import { scheduleOf } from './gate-facts.ts';

/**
 * When to try again so that it is not the part of the day that failed, where the plan wants that. Nothing is lost when
 * it cannot be told: then it is the moment that the plan names.
 * @param dueAt epoch milliseconds, as the answer
 */
export function inOtherPartOfDay(
  dueAt: number,
  { campaign, contact, tried }: { campaign: CampaignDoc; contact: ContactDoc; tried: Attempt[] },
): number {
  const schedule = scheduleOf(campaign);
  if (!(campaign.settings.retry.spread ?? schedule.windows.length > 0)) return dueAt;
  const phone = tried.at(-1)?.phone ?? contact.phone;
  const { zones } = whereabouts({ ...contact, phone, lineType: contact.lineType ?? 'unknown' });
  const limits = [...windowLimits(schedule, zones), ...dateLimits(schedule, zones)];
  return spreadOut({
    dueAt,
    triedAt: tried.map(({ startedAt }) => startedAt.getTime()),
    zones,
    openIn: (period) =>
      intersectAll(
        period,
        limits.map(({ spans }) => spans(period)),
      ),
  });
}
