/**
 * Spaces calls evenly. The rate limit of the `dial` queue holds on average, but lets a second's worth through at
 * once after a pause; Twilio would queue the excess, and a call queued there can ring after closing time.
 */
export function createPacer(perSecond: number): () => Promise<void> {
  const spacing = 1000 / perSecond;
  let next = 0;
  return async () => {
    const now = Date.now();
    const turn = Math.max(now, next);
    next = turn + spacing;
    if (turn > now) await new Promise((resolve) => setTimeout(resolve, turn - now));
  };
}
