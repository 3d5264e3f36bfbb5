/** Calls as the sandbox saw them being asked for; moments in epoch milliseconds. */
export interface Start {
  campaign: string;
  at: number;
}

export interface Pace {
  /** The most starts within any one second. */
  mostInASecond: number;
  /** Starts between the first and the last, against what the pace allows in that time. */
  use: number;
}

const SECOND = 1_000;
/** Until then pumps and workers wake up; no share of anything is meant to hold. */
const WARM_STARTS = 10;

/** While there is work: from the first start after warming up to the last that is given. */
export function paceOf(starts: readonly Start[], perSecond: number): Pace {
  const moments = starts.map(({ at }) => at).sort((one, other) => one - other);
  const warm = moments.slice(Math.min(WARM_STARTS, moments.length - 2));
  const seconds = ((warm.at(-1) ?? 0) - (warm[0] ?? 0)) / SECOND;
  return { mostInASecond: mostInASecond(moments), use: rounded((warm.length - 1) / seconds / perSecond) };
}

/** @param moments in order */
export function mostInASecond(moments: readonly number[]): number {
  let from = 0;
  let most = 0;
  for (const [index, at] of moments.entries()) {
    while ((moments[from] ?? at) <= at - SECOND) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

/**
 * How many starts each campaign had from when both had begun, and the first one's against the second one's.
 * @param starts in order
 */
export function sharesOf(starts: readonly Start[], first: string, second: string) {
  const began = (campaign: string) =>
    starts.find((start) => start.campaign === campaign)?.at ?? Number.POSITIVE_INFINITY;
  const both = Math.max(began(first), began(second));
  const of = (campaign: string) =>
    starts.filter((start) => start.campaign === campaign && start.at >= both).length;
  return { first: of(first), second: of(second), ratio: rounded(of(first) / of(second)) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
