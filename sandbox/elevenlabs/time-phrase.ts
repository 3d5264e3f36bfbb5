const DAY = 'today|tonight|tomorrow|next week|(?:on |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day';
const PART = 'morning|afternoon|evening';
const NUMBER = 'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve';
const HOUR = String.raw`(?:half past |quarter (?:past|to) )?(?:\d{1,2}(?:[:.]\d{2})?|${NUMBER}|noon)(?: ?(?:am|pm|o'clock)\b)?`;
const AT = `(?:at|after|around|before) (?:${HOUR})(?: in the (?:${PART}))?`;
const SPAN = String.raw`in (?:an?|\d{1,3}|${NUMBER}|half an) (?:minutes?|hours?|days?|weeks?)`;
const LATER = 'later';

const PHRASES = [
  `(?:${DAY})(?: (?:${PART}))?(?: ${AT})?`,
  `(?:in the |this )(?:${PART})(?: ${AT})?`,
  SPAN,
  AT,
  LATER,
].map((source) => new RegExp(String.raw`\b(?:${source})(?!\w)`, 'i'));

/**
 * When a person wants to be called again, in the person's own words ("tomorrow at four", "later"), or null when no
 * sentence says it. The more exact phrase wins, and of two alike the one said last.
 */
export function timeAskedFor(sentences: readonly string[]): string | null {
  for (const phrase of PHRASES) {
    const found = sentences.map((sentence) => phrase.exec(sentence)?.[0]).findLast(Boolean);
    if (found) return found.toLowerCase();
  }
  return null;
}
