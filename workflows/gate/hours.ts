import type { GateFacts } from '../../contracts/gate.ts';
import type { RulePack } from '../../contracts/rules.ts';
import type { WeeklyWindow } from '../../contracts/schedule.ts';
import { anyHourSpans } from './consent.ts';
import { holdsFor } from './jurisdictions.ts';
import type { Limit } from './limit.ts';
import { type LocalDay, type Minutes, spansOnWall } from './local-time.ts';
import { type Span, union } from './spans.ts';

/** Clock hours on weekdays; an end that is not after the beginning is on the next day. */
export type WeeklyHours = Pick<WeeklyWindow, 'days' | 'from' | 'to'>;

/** Each pack's hours, in each zone where the person may be. */
export function hourLimits(facts: GateFacts, packs: RulePack[], zones: string[]): Limit[] {
  return packs.flatMap((pack) => {
    const hours = pack.hours.filter((rule) => holdsFor(rule, facts.campaign.purpose));
    if (hours.length === 0) return [];
    const opened = hours.some((rule) => rule.consentOpens) ? anyHourSpans(facts.consents) : [];
    return zones.map((zone) => ({
      rule: `hours.${pack.id}`,
      closed: `Outside of the hours of ${pack.name}`,
      zones: [zone],
      spans: (period) => union([...hoursIn(zone, hours, period), ...opened]),
    }));
  });
}

/** When any of the hours is open by the clock of a zone. */
export function hoursIn(zone: string, hours: WeeklyHours[], period: Span): Span[] {
  return spansOnWall(zone, period, (day) => hours.flatMap((one) => minutesOn(day, one)));
}

function minutesOn({ weekday }: LocalDay, { days, from, to }: WeeklyHours): Minutes[] {
  const [start, end] = [minuteOf(from), minuteOf(to)];
  const today = days.includes(weekday);
  if (start < end) return today ? [[start, end]] : [];
  const sinceYesterday = days.includes(weekday === 1 ? 7 : weekday - 1);
  return [...(sinceYesterday ? [[0, end] as const] : []), ...(today ? [[start, 24 * 60] as const] : [])];
}

function minuteOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}
