import { heartbeat } from '@temporalio/activity';

const BEAT_MS = 1_500;

/** Beats while the work goes on, so that its worker's death is noticed within seconds, and not at the time-out. */
export async function beating<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(heartbeat, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
