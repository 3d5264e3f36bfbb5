const epoch = performance.now();

/** Microseconds since this process began: the clock of the stamps. */
export function microseconds(): number {
  return Math.floor((performance.now() - epoch) * 1_000);
}
