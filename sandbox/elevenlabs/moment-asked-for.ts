import { timeAskedFor } from './time-phrase.ts';

const HOURS = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const HOUR_OF_OPENING = 9;
const MINUTES_LATER = 120;

/**
 * When to call again, as a model fills in the parameters of a tool: `at` in ISO 8601 where the person named a time of
 * tomorrow, otherwise `in_minutes`. The clock here is UTC.
 * @param now epoch milliseconds
 */
export function momentAskedFor(said: string, now: number): { at: string } | { in_minutes: number } {
  const phrase = timeAskedFor([said]) ?? '';
  if (!phrase.includes('tomorrow')) return { in_minutes: MINUTES_LATER };
  const at = new Date(now);
  at.setUTCDate(at.getUTCDate() + 1);
  at.setUTCHours(hourIn(phrase), 0, 0, 0);
  return { at: at.toISOString() };
}

function hourIn(phrase: string): number {
  const [, word = ''] = /(?:at|after|around|before) (\w+)/.exec(phrase) ?? [];
  const hour = Number(word) || HOURS.indexOf(word) + 1 || HOUR_OF_OPENING;
  return /afternoon|evening|pm/.test(phrase) && hour < 12 ? hour + 12 : hour % 24;
}
