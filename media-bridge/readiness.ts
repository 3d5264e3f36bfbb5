import type { TemporalLink } from './temporal-link.ts';

const CHECK_MS = 2_000;

/** An answer is good for this long, so that many who ask cost one request. */
const FRESH_MS = 2_000;

/** A function that names what cannot be reached: `temporal`, `mongodb`. */
export function createReadiness(temporal: TemporalLink, isMongoUp: () => boolean): () => Promise<string[]> {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let temporalIsUp: Promise<boolean> = Promise.resolve(false);
  return async () => {
    if (performance.now() - checkedAt > FRESH_MS) {
      checkedAt = performance.now();
      temporalIsUp = canReach(temporal);
    }
    const down = (await temporalIsUp) ? [] : ['temporal'];
    return isMongoUp() ? down : [...down, 'mongodb'];
  };
}

async function canReach(temporal: TemporalLink): Promise<boolean> {
  try {
    await temporal.ask(CHECK_MS, (client) => client.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}
