import { dateLimits, windowLimits } from '../workflows/gate/schedule.ts';
import { intersectAll } from '../workflows/gate/spans.ts';
import { whereabouts } from '../workflows/gate/whereabouts.ts';
import { spreadOut } from '../workflows/spread.ts';
import { scheduleOf } from './gate-facts.ts';
import type { Ended } from './next-for.ts';

/** Whoever is to be tried again sooner was meant to be: a busy line is busy because somebody is there. */
const SHORT_WAIT_MS = 3600_000;

/**
 * When to try again so that it is not the part of the day that failed, where the plan wants that. Nothing is lost when
 * it cannot be told: then it is the moment that the plan names.
 * @param dueAt epoch milliseconds, as the answer
 */
export function inOtherPartOfDay(dueAt: number, { record, campaign, contact, tried }: Ended): number {
  const schedule = scheduleOf(campaign);
  const suits = schedule.windows.length > 0 && dueAt - record.endedAt >= SHORT_WAIT_MS;
  if (!(campaign.settings.retry.spread ?? suits)) return dueAt;
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
