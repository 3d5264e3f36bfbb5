import type { AnswerRate, CallerIdView } from '../../../contracts/http/caller-ids.ts';

export type Counts = Pick<AnswerRate, 'calls' | 'answered'>;
type Drift = NonNullable<CallerIdView['againstOwnPast']>;

/** Fewer calls than this say nothing about a rate. */
const ENOUGH = 50;
/**
 * Standard deviations below its own past: by chance one of 740 numbers a week. Against the others a weaker sign will do,
 * since it only has to show that not all numbers fell.
 */
const FAR_BELOW_PAST = -3;
const BELOW_OTHERS = -2;
/** With very many calls a small difference is certain, too: a flag also takes one that matters. */
const MATTERS = 0.75;

/**
 * How far one answer rate lies from another: the z of two proportions with their pooled variance (below -2 is rare by
 * chance, below -3 very rare), and how many answer for each that did. Undefined without enough calls on both sides.
 */
export function driftOf(now: Counts, before: Counts): Drift | undefined {
  if (now.calls < ENOUGH || before.calls < ENOUGH) return undefined;
  const [rateNow, rateBefore] = [now.answered / now.calls, before.answered / before.calls];
  const pooled = (now.answered + before.answered) / (now.calls + before.calls);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / now.calls + 1 / before.calls));
  return { z: deviation === 0 ? 0 : (rateNow - rateBefore) / deviation, rate: rateBefore };
}

/**
 * Whether a number looks flagged as spam: compared with its own past far fewer people answer, enough fewer to matter, and
 * other numbers in the same week do better. Where there are no others to compare with, its past alone decides.
 */
export function looksFlagged(week: Counts, past: Drift | undefined, others: Drift | undefined): boolean {
  if (!past || past.z > FAR_BELOW_PAST) return false;
  if (week.answered / week.calls > MATTERS * past.rate) return false;
  return !others || others.z <= BELOW_OTHERS;
}

export function minus(all: Counts, part: Counts): Counts {
  return { calls: all.calls - part.calls, answered: all.answered - part.answered };
}
