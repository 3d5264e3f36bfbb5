/** Crashes within this time count together, in ms. */
const WINDOW_MS = 60_000;
/** The crash that is one too many. */
const TOO_MANY = 6;

/** Whether a process that has just crashed is started again. `crashes` are moments in ms, the last one now. */
export function isWorthAnotherTry(crashes: readonly number[], now: number): boolean {
  return recent(crashes, now) < TOO_MANY;
}

/**
 * How long to wait before, in ms: hardly at all, since somebody may be on the line; three times as long with each crash
 * of the last minute, at most 8 s.
 */
export function pauseBeforeRestart(crashes: readonly number[], now: number): number {
  return Math.min(8_000, 100 * 3 ** (recent(crashes, now) - 1));
}

function recent(crashes: readonly number[], now: number): number {
  return crashes.filter((at) => now - at < WINDOW_MS).length;
}
