import type { WeeklyWindow } from '../../contracts/schedule.ts';
import { type LocalDay, type Minutes, spansOnWall } from './local-time.ts';
import type { Span } from './spans.ts';

/** Clock hours on weekdays; an end that is not after the beginning is on the next day. */
export type WeeklyHours = Pick<WeeklyWindow, 'days' | 'from' | 'to'>;

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
