import { DateTime, IANAZone } from 'luxon';
import type { WeeklyWindow } from '../contracts/campaign.ts';

/**
 * When a weekly window is open. A window whose end lies before its beginning runs over midnight and belongs to the
 * weekday on which it begins. Hours are wall-clock hours of the zone, whatever daylight saving does to them.
 */

export interface Hours {
  open: boolean;
  /** Epoch milliseconds of the next opening while closed; undefined when there is none within a fortnight. */
  opensAt?: number;
}

/** Throws on a zone that is not known: unknown means no. */
export function hoursAt(window: WeeklyWindow, now: number): Hours {
  if (!IANAZone.isValidZone(window.timeZone))
    throw new Error(`"${window.timeZone}" is not an IANA time zone`);
  const local = DateTime.fromMillis(now, { zone: window.timeZone });
  const spans = spansAround(window, local);
  if (spans.some((span) => span.from <= now && now < span.to)) return { open: true };
  const next = spans.filter((span) => span.from > now).map((span) => span.from);
  return next.length === 0 ? { open: false } : { open: false, opensAt: Math.min(...next) };
}

/** The window's spans from yesterday (for those that run over midnight) to two weeks ahead. */
function spansAround(window: WeeklyWindow, local: DateTime): { from: number; to: number }[] {
  const days = Array.from({ length: 16 }, (_, index) => local.startOf('day').plus({ days: index - 1 }));
  return days
    .filter((day) => window.days.includes(day.weekday))
    .map((day) => {
      const from = atClock(day, window.from);
      const sameDay = atClock(day, window.to);
      const to = sameDay > from ? sameDay : atClock(day.plus({ days: 1 }), window.to);
      return { from: from.toMillis(), to: to.toMillis() };
    });
}

function atClock(day: DateTime, clock: string): DateTime {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour === 24 ? day.plus({ days: 1 }).startOf('day') : day.set({ hour, minute });
}
