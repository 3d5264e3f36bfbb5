/**
 * Requests do not all take equally long on their way. So much longer than a second do as many calls take as are
 * allowed in one, so that no second ever sees one more.
 */
const JITTER_MS = 50;

/**
 * Spaces calls evenly. The rate limit of the `dial` queue holds on average, but lets a second's worth through at
 * once after a pause; Twilio would queue the excess, and a call queued there can ring after closing time.
 */
export function createPacer(perSecond: number): () => Promise<void> {
  const spacing = (1000 + JITTER_MS) / perSecond;
  let lastTurn: Promise<unknown> = Promise.resolve();
  let lastAt = 0;
  const turn = async (): Promise<void> => {
    // Measured from when the last one really went: a process that stood still for a moment lets no bunch through.
    const wait = lastAt + spacing - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    lastAt = Date.now();
  };
  return () => {
    const own = lastTurn.then(turn);
    lastTurn = own;
    return own;
  };
}
