import { CONTACTS_ZONE, type Schedule, type WeeklyWindow } from '../../contracts/schedule.ts';
import { hoursIn } from './hours.ts';
import type { Limit } from './limit.ts';
import { isZone, spansOnWall, WHOLE_DAY } from './local-time.ts';
import { intersectAll, type Span, union } from './spans.ts';

/** The campaign's windows as one limit: open when any of them is. */
export function windowLimits({ windows }: Schedule, zones: string[]): Limit[] {
  if (windows.length === 0) return [];
  return [
    {
      rule: 'window',
      closed: "Outside of the campaign's hours",
      zones: [...new Set(windows.flatMap((window) => zonesOf(window, zones)))],
      opensAt: windows.map((window) => window.from),
      spans: (period) => union(windows.flatMap((window) => windowSpans(window, zones, period))),
    },
  ];
}

/** Its first and last day, and days without calls. */
export function dateLimits(schedule: Schedule, zones: string[]): Limit[] {
  const { startDate, endDate, blackoutDates } = schedule;
  if (!startDate && !endDate && blackoutDates.length === 0) return [];
  const isOpen = (date: string) =>
    !(startDate && date < startDate) && !(endDate && date > endDate) && !blackoutDates.includes(date);
  return zones.map((zone) => ({
    rule: 'dates',
    closed: "Not one of the campaign's days",
    zones: [zone],
    spans: (period) => spansOnWall(zone, period, ({ date }) => (isOpen(date) ? [WHOLE_DAY] : [])),
  }));
}

/** Whether it cannot be read without knowing the person's time. */
export function needsZone({ windows, startDate, endDate, blackoutDates }: Schedule): boolean {
  const dated = startDate !== undefined || endDate !== undefined || blackoutDates.length > 0;
  return dated || windows.some((window) => window.timeZone === CONTACTS_ZONE);
}

export function unknownZones({ windows }: Schedule): string[] {
  return windows.map((window) => window.timeZone).filter((name) => name !== CONTACTS_ZONE && !isZone(name));
}

function windowSpans(window: WeeklyWindow, zones: string[], period: Span): Span[] {
  return intersectAll(
    period,
    zonesOf(window, zones).map((zone) => hoursIn(zone, [window], period)),
  );
}

function zonesOf({ timeZone }: WeeklyWindow, zones: string[]): string[] {
  return timeZone === CONTACTS_ZONE ? zones : [timeZone];
}
