import { z } from 'zod';

/** A time of the day on the wall, `09:00`; `24:00` is its end. */
export const clockTimeSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 09:00');

/** In a window: the zone of whoever is called. */
export const CONTACTS_ZONE = 'contact';

/** Hours on each of the weekdays (1 = Monday … 7 = Sunday); an end before the beginning runs over midnight. */
export const weeklyWindowSchema = z.object({
  /** IANA name, or `contact`: where the evidence for a person's zone conflicts, only hours open in all count. */
  timeZone: z.string().min(1),
  days: z.array(z.number().int().min(1).max(7)).min(1),
  from: clockTimeSchema,
  to: clockTimeSchema,
});
export type WeeklyWindow = z.infer<typeof weeklyWindowSchema>;

/** When a campaign may call at all; the law may leave less of it. */
export const scheduleSchema = z.object({
  /** Open when any of them is; at any time when there is none. */
  windows: z.array(weeklyWindowSchema).max(20).default([]),
  /** Days without calls, in the person's time. */
  blackoutDates: z.array(z.iso.date()).max(400).default([]),
  /** First and last day, both included, in the person's time. */
  startDate: z.iso.date().optional(),
  endDate: z.iso.date().optional(),
});
export type Schedule = z.infer<typeof scheduleSchema>;
