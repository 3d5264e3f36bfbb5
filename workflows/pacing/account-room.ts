/** Of the lines so many stay free for calls by hand and for call-backs, where nobody said otherwise. */
const RESERVED_SHARE = 0.1;
const FEWEST_LINES_TO_RESERVE = 4;
/**
 * Seconds of dialing that may wait for their moments: long enough that the pace never lacks work between two turns of
 * a pump, and short enough that whoever comes next with a higher priority, or a pause, is not kept waiting.
 */
const AHEAD_SECONDS = 2;
const FEWEST_AHEAD = 2;

/** Lines held back, at most all but one. */
export function reservedLines(lines: number, wished: number | undefined): number {
  const usual = lines < FEWEST_LINES_TO_RESERVE ? 0 : Math.max(1, Math.floor(lines * RESERVED_SHARE));
  return Math.min(wished ?? usual, Math.max(0, lines - 1));
}

/** More calls that may be lined up for dialing, where so many are already. */
export function startsRoom(callsPerSecond: number, linedUp: number): number {
  return Math.max(FEWEST_AHEAD, Math.ceil(callsPerSecond * AHEAD_SECONDS)) - linedUp;
}

/**
 * More calls that agents could take on: each call that holds a line may be answered at any moment.
 * @param most conversations at once that the ElevenLabs account allows; no bound when left out
 */
export function roomOfAgents(most: number | undefined, held: number): number {
  return most === undefined ? Number.POSITIVE_INFINITY : most - held;
}
