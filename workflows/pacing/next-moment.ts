/** So many starts within so many milliseconds, and never one more. */
export interface Window {
  starts: number;
  ms: number;
}

/** Clocks count whole milliseconds, and a timer may ring one too soon, at both ends. */
const GUARD_MS = 5;
/**
 * Starts are spread over the window rather than sent at once; a little closer than evenly, so that a late one costs
 * nothing for good.
 */
const CLOSEST = 0.95;

/** As whole starts as can be: 10 a second, 3 in two seconds, or one in ten. */
export function windowOf(perSecond: number): Window {
  const starts = Math.max(1, Math.floor(perSecond));
  return { starts, ms: (1000 * starts) / perSecond };
}

/**
 * The next moment (epoch milliseconds) at which a call may start.
 * @param taken when the last calls started, or will: each as late as it may have reached Twilio, in any order
 */
export function nextMoment(taken: readonly number[], { starts, ms }: Window, notBefore: number): number {
  const latestFirst = [...taken].sort((one, other) => other - one);
  const spread = (latestFirst[0] ?? 0) + (ms / starts) * CLOSEST;
  const full = (latestFirst[starts - 1] ?? 0) + ms + GUARD_MS;
  return Math.ceil(Math.max(notBefore, spread, full));
}

/**
 * The latest moment at which a request may have arrived: its answer left no sooner than it came, and the way there and
 * back takes as long as the quickest did, at least.
 * @param quickestMs of the answers of late; 0 while there are too few to know
 */
export function arrivedBy(sentAt: number, answeredAt: number, quickestMs: number): number {
  return Math.max(sentAt, answeredAt - quickestMs);
}

/** By then a request has arrived, or it never will: answers are waited for no longer than a connection lives without one. */
export const UNANSWERED_MS = 3_000;

/**
 * How late the start of a moment is to be taken for, as long as nothing is known of its answer: whoever has not been
 * answered may be arriving only now.
 */
export function unansweredAt(moment: number, now: number): number {
  return Math.max(moment, Math.min(now, moment + UNANSWERED_MS));
}

/** Twilio let calls of ours wait in the last minute: then the account allows less than we were told. */
const QUEUED_OFTEN = 3;
const SLOWER = 0.8;

/** By what the pace is multiplied, where Twilio made so many calls wait within the last minute. */
export function slowDown(queuedLately: number): number {
  return queuedLately >= QUEUED_OFTEN ? SLOWER : 1;
}
