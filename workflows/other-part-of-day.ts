import type { RetryPlan } from '../contracts/retry.ts';
import type { Schedule } from '../contracts/schedule.ts';
import { dateLimits, windowLimits } from './gate/schedule.ts';
import { intersectAll } from './gate/spans.ts';
import { spreadOut } from './spread.ts';

/** Whoever is to be tried again sooner was meant to be: a busy line is busy because somebody is there. */
const SHORT_WAIT_MS = 3600_000;

/** A contact who is to be tried again; moments are epoch milliseconds. */
export interface ToTryAgain {
  /** When the call that failed ended. */
  endedAt: number;
  /** When attempts were made. */
  triedAt: number[];
  /** IANA names of the zones that the person may be in. */
  zones: string[];
  schedule: Schedule;
  plan: Pick<RetryPlan, 'spread'>;
}

/**
 * When to try again so that it is not the part of the day that failed, where the plan wants that. Nothing is lost when
 * it cannot be told: then it is `dueAt`, the moment that the plan names.
 */
export function inOtherPartOfDay(
  dueAt: number,
  { endedAt, triedAt, zones, schedule, plan }: ToTryAgain,
): number {
  const suits = schedule.windows.length > 0 && dueAt - endedAt >= SHORT_WAIT_MS;
  if (!(plan.spread ?? suits)) return dueAt;
  const limits = [...windowLimits(schedule, zones), ...dateLimits(schedule, zones)];
  return spreadOut({
    dueAt,
    triedAt,
    zones,
    openIn: (period) =>
      intersectAll(
        period,
        limits.map(({ spans }) => spans(period)),
      ),
  });
}
